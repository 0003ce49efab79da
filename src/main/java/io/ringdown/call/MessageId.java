package io.ringdown.call;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The id of one notification, usually {@code WB} and 32 hex digits: what makes a repeat a repeat.
 */
public record MessageId(String value) {
  /** The most characters, in code points. */
  public static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException when the value is empty, too long or has control characters
   */
  public MessageId {
    Objects.requireNonNull(value, "value");
    if (!Texts.isPrintable(value, MAX_LENGTH)) {
      throw new IllegalArgumentException("must be 1 to 128 characters without control characters");
    }
  }

  /** The value that the text is, or nothing when it is not a valid one. */
  public static Optional<MessageId> parse(String text) {
    return Texts.isPrintable(text, MAX_LENGTH)
        ? Optional.of(new MessageId(text))
        : Optional.empty();
  }

  /** A new id in Twilio's form, for a notification that came without one. */
  public static MessageId generate(RandomGenerator random) {
    return new MessageId("WB%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
