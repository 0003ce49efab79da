package io.ringdown.binding;

import io.ringdown.call.Texts;
import java.util.Optional;

/** The app's own name for the device, one for all its channels: 1 to 256 printable characters. */
public record DeviceId(String value) {
  /** The most characters, in code points. */
  public static final int MAX_LENGTH = 256;

  /**
   * @throws IllegalArgumentException when the value is empty, too long or has control characters
   */
  public DeviceId {
    if (!Texts.isPrintable(value, MAX_LENGTH)) {
      throw new IllegalArgumentException("must be 1 to 256 characters without control characters");
    }
  }

  /** The device id that the text is, or nothing when it is not a valid one. */
  public static Optional<DeviceId> parse(String text) {
    return Texts.isPrintable(text, MAX_LENGTH) ? Optional.of(new DeviceId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
