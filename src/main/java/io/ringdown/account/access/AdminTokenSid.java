package io.ringdown.account.access;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The SID of an admin token: {@code AT} and 32 hex digits. It opens nothing. */
public record AdminTokenSid(String value) {
  private static final Pattern FORM = Pattern.compile("AT[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException when the value is not {@code AT} and 32 hex digits
   */
  public AdminTokenSid {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("must be AT and 32 hex digits");
    }
  }

  /** The SID that the text is, or nothing when it is not one. */
  public static Optional<AdminTokenSid> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AdminTokenSid(text)) : Optional.empty();
  }

  /** A new SID. */
  public static AdminTokenSid generate(RandomGenerator random) {
    return new AdminTokenSid("AT%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
