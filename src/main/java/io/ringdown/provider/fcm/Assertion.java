package io.ringdown.provider.fcm;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * What we sign to get an access token: a JWT that says who asks and for what. Stateless and
 * thread-safe.
 *
 * @see <a
 *     href="https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests">
 *     Google: service accounts, HTTP/REST</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.1">RFC 7523, 2.1</a>
 */
final class Assertion {
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration LIFETIME = Duration.ofMinutes(55);

  private Assertion() {}

  /** The form that asks the token endpoint for an access token. */
  static String form(ServiceAccount account, Instant now) {
    return "grant_type=" + encoded(GRANT_TYPE) + "&assertion=" + encoded(sign(account, now));
  }

  private static String sign(ServiceAccount account, Instant now) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(account.keyId())
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(account.clientEmail())
                .claim("scope", SCOPE)
                .audience(account.tokenUri().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .build());
    try {
      jwt.sign(new RSASSASigner(account.key()));
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java runtime cannot sign with RS256", e);
    }
    return jwt.serialize();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
