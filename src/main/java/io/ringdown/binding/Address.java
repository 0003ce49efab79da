package io.ringdown.binding;

import java.util.Objects;

/**
 * Where a channel delivers: a registration token, a device token, a URL. Whoever has it can be
 * annoyed by it, so it prints as redacted.
 *
 * @param value 1 to 4096 characters
 */
public record Address(String value) {
  /** The most characters an address may have. */
  public static final int MAX_LENGTH = 4096;

  /**
   * @throws IllegalArgumentException when the value is empty or too long
   */
  public Address {
    Objects.requireNonNull(value, "value");
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("must be 1 to 4096 characters");
    }
  }

  @Override
  public String toString() {
    return "Address[redacted]";
  }
}
