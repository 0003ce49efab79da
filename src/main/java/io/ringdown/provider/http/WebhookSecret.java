package io.ringdown.provider.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that messages are signed with: {@code whsec_} and 24 to 64 bytes in base64. Immutable.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 *     Standard Webhooks</a>
 */
final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final Pattern FORM = Pattern.compile("whsec_[A-Za-z0-9+/]+={0,2}");
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final int MADE = 32;

  private final byte[] key;

  private WebhookSecret(byte[] key) {
    this.key = key;
  }

  /** The secret that the text is; nothing when it is none. */
  static Optional<WebhookSecret> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      var key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      return key.length < SHORTEST || key.length > LONGEST
          ? Optional.empty()
          : Optional.of(new WebhookSecret(key));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The text of a new secret. */
  static String make(RandomGenerator random) {
    var key = new byte[MADE];
    random.nextBytes(key);
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, long timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
