package io.ringdown.account;

import java.util.regex.Pattern;

/**
 * A Twilio API key: what the account's apps sign their access tokens with.
 *
 * @param sid {@code SK} and 32 hex digits
 * @param secret what signs
 * @see <a href="https://www.twilio.com/docs/iam/api-keys">Twilio: API keys</a>
 */
public record ApiKey(String sid, Secret secret) {
  private static final Pattern FORM = Pattern.compile("SK[0-9a-fA-F]{32}");

  /**
   * @throws IllegalArgumentException when the SID is not {@code SK} and 32 hex digits
   */
  public ApiKey {
    if (!FORM.matcher(sid).matches()) {
      throw new IllegalArgumentException("must be SK and 32 hex digits");
    }
  }
}
