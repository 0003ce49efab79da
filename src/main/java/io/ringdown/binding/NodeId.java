package io.ringdown.binding;

import io.ringdown.call.Texts;
import java.util.Objects;

/**
 * One Ringdown process among those that share a database; the same after a restart with the same
 * data directory. 1 to 64 printable characters.
 */
public record NodeId(String value) {
  /** The most characters, in code points. */
  public static final int MAX_LENGTH = 64;

  /**
   * @throws IllegalArgumentException when the value is empty, too long or has control characters
   */
  public NodeId {
    Objects.requireNonNull(value, "value");
    if (!Texts.isPrintable(value, MAX_LENGTH)) {
      throw new IllegalArgumentException("must be 1 to 64 characters without control characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
