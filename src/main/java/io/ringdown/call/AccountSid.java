package io.ringdown.call;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SID of a Twilio account or subaccount: {@code AC} and 32 hex digits.
 *
 * @see <a href="https://www.twilio.com/docs/glossary/what-is-a-sid">Twilio: what is a SID</a>
 */
public record AccountSid(String value) {
  private static final Pattern FORM = Pattern.compile("AC[0-9a-fA-F]{32}");

  /**
   * @throws IllegalArgumentException when the value is not {@code AC} and 32 hex digits
   */
  public AccountSid {
    Objects.requireNonNull(value, "value");
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("must be AC and 32 hex digits");
    }
  }

  /** The SID that the text is, or nothing when it is not one. */
  public static Optional<AccountSid> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AccountSid(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
