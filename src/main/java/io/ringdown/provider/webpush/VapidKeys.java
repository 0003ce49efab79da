package io.ringdown.provider.webpush;

import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/**
 * By what push services recognise us: a pair of keys of curve P-256. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8292">RFC 8292</a>
 */
record VapidKeys(ECPublicKey publicKey, ECPrivateKey privateKey) {

  /** A new pair. */
  static VapidKeys make() {
    var pair = P256.generate();
    return new VapidKeys((ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate());
  }

  String publicText() {
    return P256.text(P256.bytes(publicKey));
  }

  String privateText() {
    return P256.text(P256.bytes(privateKey));
  }

  @Override
  public String toString() {
    return "VapidKeys[redacted]";
  }
}
