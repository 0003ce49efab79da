package io.ringdown.delivery;

import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The SID of a delivery: {@code DL} and 32 hex digits. */
public record DeliverySid(String value) {
  private static final Pattern FORM = Pattern.compile("DL[0-9a-f]{32}");

  /**
   * @throws IllegalArgumentException when the value is not {@code DL} and 32 hex digits
   */
  public DeliverySid {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("must be DL and 32 hex digits");
    }
  }

  /** A new SID. */
  public static DeliverySid generate(RandomGenerator random) {
    return new DeliverySid("DL%016x%016x".formatted(random.nextLong(), random.nextLong()));
  }

  @Override
  public String toString() {
    return value;
  }
}
