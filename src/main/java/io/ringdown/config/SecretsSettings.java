package io.ringdown.config;

import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What secrets are encrypted with at rest.
 *
 * @param key an AES key of 256 bits, or null to use the one of the data directory
 */
public record SecretsSettings(@Nullable SecretKey key) {
  private static final int KEY_BYTES = 32;

  static SecretsSettings read(SettingsReader reader) {
    return new SecretsSettings(
        reader.secret("ringdown.secrets.key", SecretsSettings::parse).orElse(null));
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
    return "SecretsSettings[key=" + (key == null ? "none" : "redacted") + "]";
  }
}
