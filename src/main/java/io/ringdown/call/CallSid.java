package io.ringdown.call;

import java.util.Objects;
import java.util.Optional;

/** The id of a call leg at Twilio, usually {@code CA} and 32 hex digits; taken as it comes. */
public record CallSid(String value) {
  /** The most characters, in code points. */
  public static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException when the value is empty, too long or has control characters
   */
  public CallSid {
    Objects.requireNonNull(value, "value");
    if (!Texts.isPrintable(value, MAX_LENGTH)) {
      throw new IllegalArgumentException("must be 1 to 128 characters without control characters");
    }
  }

  /** The value that the text is, or nothing when it is not a valid one. */
  public static Optional<CallSid> parse(String text) {
    return Texts.isPrintable(text, MAX_LENGTH) ? Optional.of(new CallSid(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
