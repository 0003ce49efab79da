package io.ringdown.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of any text with any signature, well-formed or not. */
final class TokenForge {
  static final String HEADER = "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}";

  private TokenForge() {}

  static String token(String header, String payload, String secret) {
    return signed(header, payload, secret, "HmacSHA256");
  }

  static String signed(String header, String payload, String secret, String algorithm) {
    String input = encoded(bytes(header)) + "." + encoded(bytes(payload));
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(bytes(secret), algorithm));
      return input + "." + encoded(mac.doFinal(bytes(input)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
