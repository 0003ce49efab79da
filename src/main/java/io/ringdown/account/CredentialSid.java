package io.ringdown.account;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The SID of a push credential: {@code CR} and 32 hex digits. */
public record CredentialSid(String value) {
  private static final Pattern FORM = Pattern.compile("CR[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException when the value is not {@code CR} and 32 hex digits
   */
  public CredentialSid {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("must be CR and 32 hex digits");
    }
  }

  /** The SID that the text is, or nothing when it is not one. */
  public static Optional<CredentialSid> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new CredentialSid(text)) : Optional.empty();
  }

  /** A new SID. */
  public static CredentialSid generate(RandomGenerator random) {
    return new CredentialSid("CR%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
