package io.ringdown.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What proves an administrator.
 *
 * @param token the admin token, or null to have one made at the first start
 */
public record AdminSettings(@Nullable String token) {
  private static final System.Logger LOG = System.getLogger(AdminSettings.class.getName());
  private static final String TOKEN = "ringdown.admin.token";
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,1024}");
  private static final int HARD_TO_GUESS = 20;

  static AdminSettings read(SettingsReader reader) {
    return new AdminSettings(reader.secret(TOKEN, AdminSettings::token).orElse(null));
  }

  private static String token(String text) {
    if (!VISIBLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be 1 to 1024 visible ASCII characters, so that it fits a header");
    }
    if (text.length() < HARD_TO_GUESS) {
      LOG.log(
          System.Logger.Level.WARNING,
          "RD-1003 {0} is shorter than {1} characters and may be guessed",
          TOKEN,
          HARD_TO_GUESS);
    }
    return text;
  }

  @Override
  public String toString() {
    return "AdminSettings[token=" + (token == null ? "none" : "redacted") + "]";
  }
}
