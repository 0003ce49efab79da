package io.ringdown.provider.webpush;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Keys of the curve P-256 as Web Push writes them: a point as {@code 04 || x || y}, a private key
 * as its number, both in base64url. Stateless and thread-safe.
 *
 * @see <a href="https://www.secg.org/sec1-v2.pdf">SEC 1, 2.3.3: uncompressed points</a>
 */
final class P256 {
  /** The bytes of a point. */
  static final int POINT = 65;

  private static final int NUMBER = 32;
  private static final byte UNCOMPRESSED = 4;
  private static final String CURVE = "secp256r1";
  private static final ECParameterSpec PARAMETERS = parameters();

  private P256() {}

  private static ECParameterSpec parameters() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(CURVE));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** A new pair. */
  static KeyPair generate() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The public key that the bytes are; nothing unless they are a point on the curve. */
  static Optional<ECPublicKey> publicKey(byte[] point) {
    if (point.length != POINT || point[0] != UNCOMPRESSED) {
      return Optional.empty();
    }
    var x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + NUMBER));
    var y = new BigInteger(1, Arrays.copyOfRange(point, 1 + NUMBER, POINT));
    if (!isOnCurve(x, y)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (ECPublicKey)
              KeyFactory.getInstance("EC")
                  .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), PARAMETERS)));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  // A point beside the curve would make the agreed secret guessable.
  private static boolean isOnCurve(BigInteger x, BigInteger y) {
    var curve = PARAMETERS.getCurve();
    var p = ((ECFieldFp) curve.getField()).getP();
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    var right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  /** The private key that the bytes are; nothing unless they are 32 and a number of the curve. */
  static Optional<ECPrivateKey> privateKey(byte[] number) {
    if (number.length != NUMBER) {
      return Optional.empty();
    }
    var s = new BigInteger(1, number);
    if (s.signum() == 0 || s.compareTo(PARAMETERS.getOrder()) >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          (ECPrivateKey)
              KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, PARAMETERS)));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The point of a public key, 65 bytes. */
  static byte[] bytes(ECPublicKey key) {
    var point = new byte[POINT];
    point[0] = UNCOMPRESSED;
    write(key.getW().getAffineX(), point, 1);
    write(key.getW().getAffineY(), point, 1 + NUMBER);
    return point;
  }

  /** The number of a private key, 32 bytes. */
  static byte[] bytes(ECPrivateKey key) {
    var number = new byte[NUMBER];
    write(key.getS(), number, 0);
    return number;
  }

  private static void write(BigInteger value, byte[] to, int at) {
    var bytes = value.toByteArray();
    var length = Math.min(bytes.length, NUMBER);
    System.arraycopy(bytes, bytes.length - length, to, at + NUMBER - length, length);
  }

  /** Whether the two belong together. */
  static boolean isPair(ECPublicKey publicKey, ECPrivateKey privateKey) {
    try {
      var probe = new byte[NUMBER];
      var signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(privateKey);
      signer.update(probe);
      var signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(probe);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The bytes in base64url, without padding. */
  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The bytes that the text is in base64url, padded or not; nothing when it is none. */
  static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("every Java runtime has " + CURVE, e);
  }
}
