package io.ringdown.provider.webpush;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A browser with one subscription: it decrypts what arrives, going by the RFCs and not by our code.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8291">RFC 8291</a>
 */
public final class Browser {
  private final KeyPair pair;
  private final byte[] secret = new byte[16];

  public Browser() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    new SecureRandom().nextBytes(secret);
  }

  /** The member {@code keys} of a binding, as {@code PushSubscription.toJSON()} gives it. */
  public Map<String, String> keys() {
    return Map.of(
        "p256dh", text(uncompressed((ECPublicKey) pair.getPublic())), "auth", text(secret));
  }

  /**
   * What was encrypted for it.
   *
   * @throws GeneralSecurityException when it was not, or not as the RFCs say
   */
  byte[] decrypt(byte[] body) throws GeneralSecurityException {
    var buffer = ByteBuffer.wrap(body);
    var salt = take(buffer, 16);
    var recordSize = buffer.getInt();
    var sender = take(buffer, buffer.get() & 0xff);
    var ciphertext = take(buffer, buffer.remaining());
    if (sender.length != 65 || sender[0] != 4 || ciphertext.length > recordSize) {
      throw new GeneralSecurityException("not one record of aes128gcm");
    }
    var agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(pair.getPrivate());
    agreement.doPhase(point(sender, (ECPublicKey) pair.getPublic()), true);
    var receiver = uncompressed((ECPublicKey) pair.getPublic());
    var material =
        hkdf(
            secret,
            agreement.generateSecret(),
            HexFormat.of().formatHex("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                + HexFormat.of().formatHex(receiver)
                + HexFormat.of().formatHex(sender),
            32);
    var hex = HexFormat.of();
    var key =
        hkdf(
            salt,
            material,
            hex.formatHex("Content-Encoding: aes128gcm\0".getBytes(StandardCharsets.US_ASCII)),
            16);
    var nonce =
        hkdf(
            salt,
            material,
            hex.formatHex("Content-Encoding: nonce\0".getBytes(StandardCharsets.US_ASCII)),
            12);
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    var padded = cipher.doFinal(ciphertext);
    var end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != 2) {
      throw new GeneralSecurityException("not the last record");
    }
    return Arrays.copyOf(padded, end);
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    var bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] hkdf(byte[] salt, byte[] input, String infoHex, int length)
      throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(salt, "HmacSHA256"));
    mac.init(new SecretKeySpec(mac.doFinal(input), "HmacSHA256"));
    mac.update(HexFormat.of().parseHex(infoHex + "01"));
    return Arrays.copyOf(mac.doFinal(), length);
  }

  /** The public key that an uncompressed point of the other key's curve is. */
  static PublicKey point(byte[] bytes, ECPublicKey ofTheSameCurve) throws GeneralSecurityException {
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(bytes, 1, 33)),
                    new BigInteger(1, Arrays.copyOfRange(bytes, 33, 65))),
                ofTheSameCurve.getParams()));
  }

  /** Some public key of the curve. */
  ECPublicKey publicKey() {
    return (ECPublicKey) pair.getPublic();
  }

  private static byte[] uncompressed(ECPublicKey key) {
    return HexFormat.of()
        .parseHex("04" + hex(key.getW().getAffineX()) + hex(key.getW().getAffineY()));
  }

  private static String hex(BigInteger number) {
    var hex = number.toString(16);
    return "0".repeat(64 - hex.length()) + hex;
  }

  /** A pair of VAPID keys as an operator gives them. */
  public record Vapid(String publicKey, String privateKey) {
    /** The members of a credential. */
    Map<String, String> members() {
      return Map.of("public_key", publicKey, "private_key", privateKey);
    }
  }

  /** A new pair. */
  public static Vapid vapidKeys() {
    var browser = new Browser();
    return new Vapid(
        text(uncompressed(browser.publicKey())),
        text(HexFormat.of().parseHex(hex(((ECPrivateKey) browser.pair.getPrivate()).getS()))));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
