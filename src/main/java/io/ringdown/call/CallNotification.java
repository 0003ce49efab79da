package io.ringdown.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call for one identity, as Twilio's webhook told it.
 *
 * @param account the account that the call belongs to
 * @param messageId unique within the account; a second notification with it is a repeat
 * @param callSid the call leg, when Twilio named it
 * @param from who calls, when Twilio named them
 * @param identity who is called
 * @param payload what the clients get, untouched
 * @param receivedAt when the webhook came
 * @param deadline from when on nobody may be rung any more; after {@code receivedAt}
 * @see <a href="https://www.twilio.com/docs/voice/sdks/client-call-notification-webhook">Twilio:
 *     the client call notification webhook</a>
 */
public record CallNotification(
    AccountSid account,
    MessageId messageId,
    @Nullable CallSid callSid,
    @Nullable CallerId from,
    Identity identity,
    CallPayload payload,
    Instant receivedAt,
    Instant deadline) {

  /** The same with another deadline. */
  public CallNotification endingBy(Instant other) {
    return new CallNotification(
        account, messageId, callSid, from, identity, payload, receivedAt, other);
  }
}
