package io.ringdown.security.oidc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.fcm.FakeAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A company's issuer on loopback, over TLS, which can change its keys, fail and hang. */
public final class FakeIssuer implements AutoCloseable {
  /** Whom its tokens are meant for. */
  public static final String AUDIENCE = "ringdown";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final AtomicInteger keyFetches = new AtomicInteger();
  volatile boolean down;
  volatile CountDownLatch held = new CountDownLatch(0);
  volatile String namedIssuer;
  private final FakeHttps server;
  private volatile JWK key = rsa();
  private volatile List<JWK> published = List.of(key);

  public FakeIssuer() {
    server =
        new FakeHttps(
            (exchange, body) -> {
              if (down) {
                return FakeAnswer.of(503, "");
              }
              held.await();
              return switch (exchange.getRequestPath()) {
                case "/acme/.well-known/openid-configuration" ->
                    FakeAnswer.of(
                        200,
                        JSON.writeValueAsString(
                            Map.of("issuer", named(), "jwks_uri", url() + "/keys")));
                case "/acme/keys" -> {
                  keyFetches.incrementAndGet();
                  yield FakeAnswer.of(200, new JWKSet(published).toString(true));
                }
                default -> FakeAnswer.of(404, "");
              };
            },
            0);
    namedIssuer = url();
  }

  private String named() {
    return namedIssuer;
  }

  /** What its tokens have in {@code iss}. */
  public String url() {
    return server.url(0) + "/acme";
  }

  /** The certificate to be trusted, PEM. */
  public String caPem() {
    return server.caPem();
  }

  JWK key() {
    return key;
  }

  /** Signs with a key of its own from now on, and goes on publishing the old ones. */
  void changeKey(JWK next) {
    var all = new ArrayList<>(published);
    all.add(next);
    published = List.copyOf(all);
    key = next;
  }

  /** Publishes the newest key only. */
  void forgetOldKeys() {
    published = List.of(key);
  }

  /** What a good token says. */
  public Map<String, Object> claims(Instant now) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", url());
    claims.put("aud", AUDIENCE);
    claims.put("sub", "00u1a2b3");
    claims.put("upn", "ann@example.com");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(300).getEpochSecond());
    claims.put("groups", List.of("staff", "ringdown-admin"));
    return claims;
  }

  /** A token of these claims, signed with the current key. */
  public String token(Map<String, Object> claims) {
    return token(claims, key);
  }

  static String token(Map<String, Object> claims, JWK key) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa
              ? new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
              : new ECDSASigner((ECKey) key);
      var algorithm = key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
      var jws =
          new JWSObject(
              new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), new Payload(claims));
      jws.sign(signer);
      return jws.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RSAKey rsa() {
    return rsa(2048);
  }

  static RSAKey rsa(int bits) {
    try {
      return new RSAKeyGenerator(bits, true)
          .keyUse(KeyUse.SIGNATURE)
          .keyID("rsa-" + NUMBER.incrementAndGet())
          .generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec-" + NUMBER.incrementAndGet()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    held.countDown();
    server.close();
  }
}
