package io.ringdown.provider.webpush;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a message for one browser: content encoding {@code aes128gcm}, one record. Stateless and
 * thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8291#section-3.4">RFC 8291, 3.4: the keys</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8188#section-2">RFC 8188, 2: the encoding</a>
 */
final class MessageEncryption {
  /** The longest plaintext that fits into what every push service must take. */
  static final int MAX_PLAINTEXT = 3993;

  private static final int RECORD_SIZE = 4096;
  private static final int SALT = 16;
  private static final int KEY = 16;
  private static final int NONCE = 12;
  private static final int PREFIX = SALT + Integer.BYTES + 1 + P256.POINT;
  private static final int TAG_BITS = 128;
  private static final byte LAST_RECORD = 2;
  private static final String HMAC = "HmacSHA256";

  private MessageEncryption() {}

  /**
   * The body of a request.
   *
   * @param random cannot be guessed
   */
  static byte[] encrypt(byte[] plaintext, Subscription receiver, RandomGenerator random) {
    var salt = new byte[SALT];
    random.nextBytes(salt);
    return encrypt(plaintext, receiver, P256.generate(), salt);
  }

  /**
   * As the other, with given randomness.
   *
   * @param sender used for this one message
   * @param salt 16 bytes
   */
  static byte[] encrypt(byte[] plaintext, Subscription receiver, KeyPair sender, byte[] salt) {
    var senderPoint = P256.bytes((ECPublicKey) sender.getPublic());
    try {
      var agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(sender.getPrivate());
      agreement.doPhase(receiver.key(), true);
      var shared = hmac(receiver.secret(), agreement.generateSecret());
      var material =
          expand(shared, info("WebPush: info", P256.bytes(receiver.key()), senderPoint), 32);
      var pseudoRandom = hmac(salt, material);
      var key = expand(pseudoRandom, info("Content-Encoding: aes128gcm"), KEY);
      var nonce = expand(pseudoRandom, info("Content-Encoding: nonce"), NONCE);
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      var padded = Arrays.copyOf(plaintext, plaintext.length + 1);
      padded[plaintext.length] = LAST_RECORD;
      var encrypted = cipher.doFinal(padded);
      return ByteBuffer.allocate(PREFIX + encrypted.length)
          .put(salt)
          .putInt(RECORD_SIZE)
          .put((byte) P256.POINT)
          .put(senderPoint)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot encrypt for Web Push", e);
    }
  }

  private static byte[] info(String words, byte[]... parts) {
    var text = words.getBytes(StandardCharsets.US_ASCII);
    var info = ByteBuffer.allocate(text.length + 1 + parts.length * P256.POINT);
    info.put(text).put((byte) 0);
    for (var part : parts) {
      info.put(part);
    }
    return info.array();
  }

  /** HKDF-Expand (RFC 5869, 2.3) of at most one block. */
  private static byte[] expand(byte[] key, byte[] info, int length)
      throws GeneralSecurityException {
    var block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return Arrays.copyOf(hmac(key, block), length);
  }

  private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
    var mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(text);
  }
}
