package io.ringdown.provider.webpush;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ringdown.account.PushCredential;
import io.ringdown.account.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One credential in use: it tells each push service who we are, with a token for its origin that is
 * made once and used for hours. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8292#section-2">RFC 8292, 2</a>
 */
final class VapidAccess {
  private static final Duration LIFETIME = Duration.ofHours(12);
  private static final Duration RENEWED_BEFORE = Duration.ofHours(1);
  private static final int HTTPS_PORT = 443;

  /** Registrations name the origins, so that there may be any number. */
  private static final int MOST_ORIGINS = 200;

  private final VapidKeys keys;
  private final String subject;
  private final Map<String, Token> tokens = new LinkedHashMap<>(16, 0.75f, true);

  VapidAccess(VapidKeys keys, String subject) {
    this.keys = keys;
    this.subject = subject;
  }

  private record Token(String authorization, Instant renewAt) {}

  /** Opens a credential; nothing when it is of no use. */
  static Optional<VapidAccess> open(PushCredential credential) {
    var shown = credential.content().shown();
    if (!(shown.get(WebPushCredentialFormat.SUBJECT) instanceof String subject)
        || !(shown.get(WebPushCredentialFormat.PUBLIC_KEY) instanceof String publicText)) {
      return Optional.empty();
    }
    var publicKey = P256.bytes(publicText).flatMap(P256::publicKey);
    var privateKey =
        Optional.ofNullable(credential.content().secrets().get(WebPushCredentialFormat.PRIVATE_KEY))
            .map(Secret::reveal)
            .flatMap(P256::bytes)
            .flatMap(P256::privateKey);
    return publicKey
        .flatMap(known -> privateKey.map(secret -> new VapidKeys(known, secret)))
        .filter(keys -> P256.isPair(keys.publicKey(), keys.privateKey()))
        .map(keys -> new VapidAccess(keys, subject));
  }

  /** The value of {@code Authorization} for the push service that the endpoint belongs to. */
  String authorization(URI endpoint, Instant now) {
    var origin = origin(endpoint);
    synchronized (tokens) {
      var known = tokens.get(origin);
      if (known != null && now.isBefore(known.renewAt)) {
        return known.authorization;
      }
      var made = make(origin, now);
      tokens.put(origin, made);
      if (tokens.size() > MOST_ORIGINS) {
        tokens.remove(tokens.keySet().iterator().next());
      }
      return made.authorization;
    }
  }

  private Token make(String origin, Instant now) {
    var expiry = now.plus(LIFETIME);
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).build(),
            new JWTClaimsSet.Builder()
                .audience(origin)
                .expirationTime(Date.from(expiry))
                .subject(subject)
                .build());
    try {
      jwt.sign(new ECDSASigner(keys.privateKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java runtime cannot sign with ES256", e);
    }
    return new Token(
        "vapid t=" + jwt.serialize() + ", k=" + keys.publicText(), expiry.minus(RENEWED_BEFORE));
  }

  /** The origin as RFC 6454, 6.1 writes it. */
  private static String origin(URI endpoint) {
    var port = endpoint.getPort();
    var host = String.valueOf(endpoint.getHost()).toLowerCase(Locale.ROOT);
    return "https://" + host + (port < 0 || port == HTTPS_PORT ? "" : ":" + port);
  }
}
