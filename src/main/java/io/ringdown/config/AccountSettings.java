package io.ringdown.config;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Twilio account that configuration alone gives.
 *
 * @param sid {@code AC} and 32 hex digits
 * @param authToken what Twilio signs with
 * @param apiKey what the account's apps sign with; null when only the webhook is used
 */
public record AccountSettings(String sid, String authToken, @Nullable ApiKey apiKey) {
  private static final String SID = "ringdown.account.sid";
  private static final String AUTH_TOKEN = "ringdown.account.auth-token";
  private static final String API_KEY_SID = "ringdown.account.api-key-sid";
  private static final String API_KEY_SECRET = "ringdown.account.api-key-secret";

  /**
   * The API key of the configured account.
   *
   * @param sid {@code SK} and 32 hex digits
   */
  public record ApiKey(String sid, String secret) {
    @Override
    public String toString() {
      return "ApiKey[sid=" + sid + ", secret=redacted]";
    }
  }

  static @Nullable AccountSettings read(SettingsReader reader) {
    Optional<String> sid = reader.value(SID, sid("AC"));
    Optional<String> authToken = reader.secret(AUTH_TOKEN, AccountSettings::printable);
    Optional<String> keySid = reader.value(API_KEY_SID, sid("SK"));
    Optional<String> keySecret = reader.secret(API_KEY_SECRET, AccountSettings::printable);
    boolean hasSid = reader.isGiven(SID);
    boolean hasAuthToken = reader.isGiven(AUTH_TOKEN);
    boolean hasKeySid = reader.isGiven(API_KEY_SID);
    boolean hasKeySecret = reader.isGiven(API_KEY_SECRET);
    boolean any = hasSid || hasAuthToken || hasKeySid || hasKeySecret;
    requireWhen(any && !hasSid, reader, SID, "is needed for an account");
    requireWhen(any && !hasAuthToken, reader, AUTH_TOKEN, "is needed for an account");
    requireWhen(hasKeySecret && !hasKeySid, reader, API_KEY_SID, "is needed for its secret");
    requireWhen(hasKeySid && !hasKeySecret, reader, API_KEY_SECRET, "is needed for the API key");
    ApiKey key = keySid.flatMap(id -> keySecret.map(secret -> new ApiKey(id, secret))).orElse(null);
    return sid.flatMap(id -> authToken.map(token -> new AccountSettings(id, token, key)))
        .orElse(null);
  }

  private static void requireWhen(
      boolean missing, SettingsReader reader, String key, String whatIsWrong) {
    if (missing) {
      reader.problem(key, whatIsWrong);
    }
  }

  private static Function<String, String> sid(String prefix) {
    Pattern form = Pattern.compile(prefix + "[0-9a-fA-F]{32}");
    return text -> {
      if (!form.matcher(text).matches()) {
        throw new IllegalArgumentException("must be " + prefix + " and 32 hex digits");
      }
      return text;
    };
  }

  private static String printable(String text) {
    if (text.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      throw new IllegalArgumentException("must have no spaces and no control characters");
    }
    return text;
  }

  @Override
  public String toString() {
    return "AccountSettings[sid=%s, authToken=redacted, apiKey=%s]".formatted(sid, apiKey);
  }
}
