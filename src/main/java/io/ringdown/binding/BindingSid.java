package io.ringdown.binding;

import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The SID of a binding: {@code BS} and 32 hex digits. */
public record BindingSid(String value) {
  private static final Pattern FORM = Pattern.compile("BS[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException when the value is not {@code BS} and 32 hex digits
   */
  public BindingSid {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("must be BS and 32 hex digits");
    }
  }

  /** The SID that the text is, or nothing when it is not one. */
  public static Optional<BindingSid> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BindingSid(text)) : Optional.empty();
  }

  /** A new SID. */
  public static BindingSid generate(RandomGenerator random) {
    return new BindingSid("BS%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
