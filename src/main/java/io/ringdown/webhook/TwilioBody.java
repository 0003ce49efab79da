package io.ringdown.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallPayload;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.rest.InvalidJsonException;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pointers;
import io.ringdown.rest.Problem.FieldError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The webhook's body, read once. Its account SID is known from the start, because the signature is
 * checked with it before anything else is said about the body.
 *
 * @see <a href="https://www.twilio.com/docs/voice/sdks/client-call-notification-webhook">Twilio:
 *     the client call notification webhook</a>
 */
final class TwilioBody {
  private static final String ACCOUNT_SID = "twi_account_sid";
  private static final String TO = "twi_to";
  private static final String FROM = "twi_from";
  private static final String CALL_SID = "twi_call_sid";
  private static final String MESSAGE_ID = "twi_message_id";
  private static final String ANSWER_TIMEOUT = "twi_answer_timeout";
  private static final String SCHEME = "client:";
  private static final BigDecimal LONGEST_TIMEOUT = BigDecimal.valueOf(600);

  private final CallPayload payload;
  private final AccountSid account;
  private final Map<String, Value> values;
  private final @Nullable FieldError duplicate;
  private final boolean nested;

  private TwilioBody(
      CallPayload payload,
      AccountSid account,
      Map<String, Value> values,
      @Nullable FieldError duplicate,
      boolean nested) {
    this.payload = payload;
    this.account = account;
    this.values = values;
    this.duplicate = duplicate;
    this.nested = nested;
  }

  /**
   * Reads as much as is needed to know whose signature must be on it.
   *
   * @throws InvalidBodyException when it is not a JSON object, or no account SID can be read from
   *     it
   */
  static TwilioBody read(byte[] bytes) throws InvalidBodyException {
    var values = new HashMap<String, Value>();
    FieldError duplicate = null;
    var nested = false;
    try (var parser = Json.tolerantParser(Json.utf8Text(bytes))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidBodyException("The body is not a JSON object.", List.of());
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        var token = parser.nextToken();
        var value = Value.of(token, token.isScalarValue() ? parser.getText() : "");
        nested |= token.isStructStart();
        parser.skipChildren();
        if (values.put(name, value) != null && duplicate == null) {
          duplicate = new FieldError(Pointers.to("", name), "is there more than once");
        }
      }
      if (parser.nextToken() != null) {
        throw new InvalidBodyException("The body goes on behind its JSON object.", List.of());
      }
    } catch (InvalidJsonException e) {
      throw new InvalidBodyException(String.valueOf(e.getMessage()), List.of());
    } catch (JsonProcessingException e) {
      throw new InvalidBodyException(
          String.valueOf(InvalidJsonException.of(e).getMessage()), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (duplicate != null && duplicate.pointer().equals("/" + ACCOUNT_SID)) {
      throw new InvalidBodyException("The body names its account twice.", List.of(duplicate));
    }
    var account = values.get(ACCOUNT_SID);
    if (account == null || !account.isText()) {
      throw InvalidBodyException.of(ACCOUNT_SID, "is required and must be a string");
    }
    return new TwilioBody(
        new CallPayload(bytes),
        AccountSid.parse(account.text())
            .orElseThrow(
                () -> InvalidBodyException.of(ACCOUNT_SID, "must be AC and 32 hex digits")),
        values,
        duplicate,
        nested);
  }

  /** The account that the call belongs to. */
  AccountSid account() {
    return account;
  }

  /**
   * The whole notification.
   *
   * @param ringWindow how long the call rings when the body does not say
   * @throws InvalidBodyException naming every member that is wrong
   */
  CallNotification notification(Instant receivedAt, Duration ringWindow, RandomGenerator random)
      throws InvalidBodyException {
    var errors = new ArrayList<FieldError>();
    if (duplicate != null) {
      errors.add(duplicate);
    }
    var identity = identity(errors);
    var callSid = optional(CALL_SID, CallSid::parse, CallSid.MAX_LENGTH, errors);
    var from = optional(FROM, CallerId::parse, CallerId.MAX_LENGTH, errors);
    var messageId = optional(MESSAGE_ID, MessageId::parse, MessageId.MAX_LENGTH, errors);
    if (nested) {
      requireNoDuplicateWithin();
    }
    if (identity == null || !errors.isEmpty()) {
      throw new InvalidBodyException("The notification is not valid.", errors);
    }
    return new CallNotification(
        account,
        messageId.orElseGet(() -> MessageId.generate(random)),
        callSid.orElse(null),
        from.orElse(null),
        identity,
        payload,
        receivedAt,
        receivedAt.plus(answerTimeout().orElse(ringWindow)));
  }

  private void requireNoDuplicateWithin() throws InvalidBodyException {
    try {
      Json.read(payload.bytes());
    } catch (InvalidJsonException e) {
      throw new InvalidBodyException(String.valueOf(e.getMessage()), List.of());
    }
  }

  private @Nullable Identity identity(List<FieldError> errors) {
    var to = values.get(TO);
    if (to == null || !to.isText() || to.text().isEmpty()) {
      errors.add(new FieldError("/" + TO, "is required and must be a string"));
      return null;
    }
    var identity =
        to.text().startsWith(SCHEME)
            ? Identity.parse(to.text().substring(SCHEME.length()))
            : Optional.<Identity>empty();
    if (identity.isEmpty()) {
      errors.add(
          new FieldError(
              "/" + TO,
              "must be client:<identity>, the identity 1 to 256 characters without control"
                  + " characters or ':'"));
    }
    return identity.orElse(null);
  }

  private <T> Optional<T> optional(
      String name, Function<String, Optional<T>> parser, int max, List<FieldError> errors) {
    var value = values.get(name);
    if (value == null || value.isNull() || (value.isText() && value.text().isEmpty())) {
      return Optional.empty();
    }
    var parsed = value.isText() ? parser.apply(value.text()) : Optional.<T>empty();
    if (parsed.isEmpty()) {
      errors.add(
          new FieldError(
              "/" + name,
              "must be a string of at most " + max + " characters without control characters"));
    }
    return parsed;
  }

  /**
   * How long Twilio lets it ring: 1 to 600 seconds, as a string or a number; else it says nothing.
   */
  private Optional<Duration> answerTimeout() {
    var value = values.get(ANSWER_TIMEOUT);
    if (value == null || !(value.isText() || value.isNumber()) || value.text().length() > 16) {
      return Optional.empty();
    }
    try {
      var seconds = new BigDecimal(value.text());
      return seconds.compareTo(BigDecimal.ONE) >= 0 && seconds.compareTo(LONGEST_TIMEOUT) <= 0
          ? Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValue()))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private record Value(JsonToken token, String text) {
    static Value of(JsonToken token, String text) {
      return new Value(token, text);
    }

    boolean isText() {
      return token == JsonToken.VALUE_STRING;
    }

    boolean isNull() {
      return token == JsonToken.VALUE_NULL;
    }

    boolean isNumber() {
      return token.isNumeric();
    }
  }

  /** Says what is wrong with the body, without quoting it. */
  static final class InvalidBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldError> errors;

    InvalidBodyException(String message, List<FieldError> errors) {
      super(message);
      this.errors = List.copyOf(errors);
    }

    static InvalidBodyException of(String name, String detail) {
      return new InvalidBodyException(
          "The notification is not valid.", List.of(new FieldError("/" + name, detail)));
    }

    List<FieldError> errors() {
      return errors;
    }
  }
}
