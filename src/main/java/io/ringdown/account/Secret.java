package io.ringdown.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that nobody may see: it prints as redacted and compares in constant time. Immutable. */
public final class Secret {
  /** What stands before the shown end of a secret. */
  public static final String MASK = "…";

  private static final int SHOWN = 4;
  private static final int LONG_ENOUGH_TO_HINT = 12;

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The text itself, for the one place that needs it. */
  public String reveal() {
    return value;
  }

  /**
   * What an operator may see to tell one secret from another: the last four characters, or none of
   * a secret so short that four would give it away.
   */
  public String hint() {
    return value.length() < LONG_ENOUGH_TO_HINT
        ? MASK
        : MASK + value.substring(value.length() - SHOWN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }
}
