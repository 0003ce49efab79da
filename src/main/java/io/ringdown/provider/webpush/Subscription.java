package io.ringdown.provider.webpush;

import io.ringdown.delivery.PushProvider.TargetProblem;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser gave to encrypt for it: its public key and a secret shared with it. Immutable.
 *
 * @see <a href="https://www.w3.org/TR/push-api/#pushsubscription-interface">Push API:
 *     PushSubscription</a>
 */
final class Subscription {
  private static final String KEY = "p256dh";
  private static final String SECRET = "auth";
  private static final int SECRET_LENGTH = 16;

  private final ECPublicKey key;
  private final byte[] secret;

  private Subscription(ECPublicKey key, byte[] secret) {
    this.key = key;
    this.secret = secret;
  }

  /** What is wrong with a binding's keys; nothing when they can be used. */
  static Optional<TargetProblem> objection(Map<String, String> keys) {
    for (var name : keys.keySet()) {
      if (!name.equals(KEY) && !name.equals(SECRET)) {
        return problem(name.replace("~", "~0").replace("/", "~1"), "is not known here");
      }
    }
    if (key(keys).isEmpty()) {
      return problem(KEY, "must be the base64url of an uncompressed point of curve P-256");
    }
    return secret(keys).isEmpty()
        ? problem(SECRET, "must be the base64url of 16 bytes")
        : Optional.empty();
  }

  /** The subscription that a binding's keys are; nothing when they cannot be used. */
  static Optional<Subscription> of(Map<String, String> keys) {
    return key(keys).flatMap(key -> secret(keys).map(secret -> new Subscription(key, secret)));
  }

  private static Optional<ECPublicKey> key(Map<String, String> keys) {
    return Optional.ofNullable(keys.get(KEY)).flatMap(P256::bytes).flatMap(P256::publicKey);
  }

  private static Optional<byte[]> secret(Map<String, String> keys) {
    return Optional.ofNullable(keys.get(SECRET))
        .flatMap(P256::bytes)
        .filter(bytes -> bytes.length == SECRET_LENGTH);
  }

  private static Optional<TargetProblem> problem(String name, String detail) {
    return Optional.of(new TargetProblem("/keys/" + name, detail));
  }

  ECPublicKey key() {
    return key;
  }

  /** A copy of the 16 bytes. */
  byte[] secret() {
    return secret.clone();
  }
}
