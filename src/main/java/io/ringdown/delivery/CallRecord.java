package io.ringdown.delivery;

import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a call: who was called, what was owed, and what became of it. No payload. */
public record CallRecord(
    AccountSid account,
    MessageId messageId,
    @Nullable CallSid callSid,
    @Nullable CallerId from,
    Identity identity,
    Instant receivedAt,
    Instant deadline,
    CallStatus status,
    List<DeliveryRecord> deliveries) {

  public CallRecord {
    deliveries = List.copyOf(deliveries);
  }

  /**
   * One delivery of the call.
   *
   * @param acknowledgedAt when the client said that it had shown the call, if it did
   */
  public record DeliveryRecord(
      DeliverySid sid,
      BindingSid binding,
      Channel channel,
      DeliveryStatus status,
      @Nullable Instant acknowledgedAt,
      List<AttemptRecord> attempts) {

    public DeliveryRecord {
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * One attempt of a delivery.
   *
   * @param outcome {@link DeliveryOutcome#name()}
   * @param code the provider's code or ours, if it was no success
   * @param receipt the provider's id of the message, if it gave one
   * @param twilioCode Twilio's error with the same meaning, where it has one
   */
  public record AttemptRecord(
      Instant at,
      String outcome,
      @Nullable String code,
      @Nullable String detail,
      Duration took,
      @Nullable String receipt,
      @Nullable Integer twilioCode) {}
}
