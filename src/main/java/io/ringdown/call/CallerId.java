package io.ringdown.call;

import java.util.Objects;
import java.util.Optional;

/** Who calls, as Twilio writes it: {@code client:alice}, a number, a SIP address. */
public record CallerId(String value) {
  /** The most characters, in code points. */
  public static final int MAX_LENGTH = 1024;

  /**
   * @throws IllegalArgumentException when the value is empty, too long or has control characters
   */
  public CallerId {
    Objects.requireNonNull(value, "value");
    if (!Texts.isPrintable(value, MAX_LENGTH)) {
      throw new IllegalArgumentException("must be 1 to 1024 characters without control characters");
    }
  }

  /** The value that the text is, or nothing when it is not a valid one. */
  public static Optional<CallerId> parse(String text) {
    return Texts.isPrintable(text, MAX_LENGTH) ? Optional.of(new CallerId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
