package io.ringdown.provider.fcm;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an RSA private key from its PEM text. Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468#section-10">RFC 7468, 10: PKCS #8</a>
 */
final class RsaPem {
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
  private static final int MIN_BITS = 2048;

  private RsaPem() {}

  /** The key, or nothing when the text is not a PKCS #8 RSA key of at least 2048 bits. */
  static Optional<RSAPrivateKey> parse(String pem) {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
              instanceof RSAPrivateKey key
          ? Optional.of(key).filter(k -> k.getModulus().bitLength() >= MIN_BITS)
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
      return Optional.empty();
    }
  }
}
