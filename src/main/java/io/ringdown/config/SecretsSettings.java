package io.ringdown.config;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What secrets are encrypted with at rest.
 *
 * @param key an AES key of 256 bits, or null to use the one of the data directory
 * @param previous keys that secrets were encrypted with before, which are only read with
 */
public record SecretsSettings(@Nullable SecretKey key, List<SecretKey> previous) {
  private static final int KEY_BYTES = 32;
  private static final int MOST_PREVIOUS = 10;
  private static final Pattern BETWEEN = Pattern.compile("[,\\s]+");

  public SecretsSettings {
    previous = List.copyOf(previous);
  }

  static SecretsSettings read(SettingsReader reader) {
    return new SecretsSettings(
        reader.secret("ringdown.secrets.key", SecretsSettings::parse).orElse(null),
        reader
            .secret("ringdown.secrets.previous-keys", SecretsSettings::parseAll)
            .orElse(List.of()));
  }

  private static List<SecretKey> parseAll(String text) {
    var keys = BETWEEN.split(text.strip());
    if (keys.length > MOST_PREVIOUS) {
      throw new IllegalArgumentException("must be at most " + MOST_PREVIOUS + " keys");
    }
    try {
      return Stream.of(keys).map(SecretsSettings::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("each must be 32 bytes in base64, separated by commas", e);
    }
  }

  /**
   * The key that the text says.
   *
   * @throws IllegalArgumentException when it is not 32 bytes in base64; without the text
   */
  static SecretKey parse(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      bytes = new byte[0];
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("must be 32 bytes in base64");
    }
    return new SecretKeySpec(bytes, "AES");
  }

  /** The text from which {@link #parse} makes the same key. */
  static String format(SecretKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  @Override
  public String toString() {
    return "SecretsSettings[key="
        + (key == null ? "none" : "redacted")
        + ", previous="
        + previous.size()
        + "]";
  }
}
