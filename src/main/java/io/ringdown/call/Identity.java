package io.ringdown.call;

import java.util.Objects;
import java.util.Optional;

/**
 * The name under which a person is called, as in {@code client:bob}: 1 to 256 characters (Unicode
 * code points), none of them a control character, a colon or half a surrogate pair.
 *
 * @see <a href="https://www.twilio.com/docs/voice/twiml/client#identity">Twilio: client
 *     identity</a>
 */
public record Identity(String value) {
  /** The most characters an identity may have, in code points. */
  public static final int MAX_LENGTH = 256;

  /**
   * @throws IllegalArgumentException when the value is not a valid identity
   */
  public Identity {
    Objects.requireNonNull(value, "value");
    if (!Texts.isPrintable(value, MAX_LENGTH) || value.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "must be 1 to 256 characters without control characters or ':'");
    }
  }

  /** The identity that the text is, or nothing when it is not a valid one. */
  public static Optional<Identity> parse(String text) {
    return Texts.isPrintable(text, MAX_LENGTH) && text.indexOf(':') < 0
        ? Optional.of(new Identity(text))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
