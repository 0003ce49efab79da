package io.ringdown.provider.fcm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A service account as Google's token endpoint knows it: it can tell what that account signed. */
final class FakeServiceAccount {
  static final String PROJECT = "acme-phone";
  static final String EMAIL = "ringdown@acme-phone.iam.gserviceaccount.com";
  static final String KEY_ID = "0123456789abcdef0123456789abcdef01234567";

  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final KeyPair KEYS = rsa(2048);

  private final String tokenUri;

  FakeServiceAccount(String tokenUri) {
    this.tokenUri = tokenUri;
  }

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(KeyPair keys) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  static String pem() {
    return pem(KEYS);
  }

  /** The file that Google's console gives. */
  Map<String, Object> file() {
    return Map.ofEntries(
        Map.entry("type", "service_account"),
        Map.entry("project_id", PROJECT),
        Map.entry("private_key_id", KEY_ID),
        Map.entry("private_key", pem()),
        Map.entry("client_email", EMAIL),
        Map.entry("client_id", "104857600000000000000"),
        Map.entry("auth_uri", "https://accounts.google.com/o/oauth2/auth"),
        Map.entry("token_uri", tokenUri),
        Map.entry("universe_domain", "googleapis.com"));
  }

  String json() {
    return new ObjectMapper().valueToTree(file()).toString();
  }

  /** Whether Google would give a token for this assertion. */
  boolean signed(String assertion, Instant now) {
    try {
      SignedJWT jwt = SignedJWT.parse(assertion);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      Instant issued = claims.getIssueTime().toInstant();
      Instant expires = claims.getExpirationTime().toInstant();
      return jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.RS256)
          && KEY_ID.equals(jwt.getHeader().getKeyID())
          && jwt.verify(new RSASSAVerifier((RSAPublicKey) KEYS.getPublic()))
          && EMAIL.equals(claims.getIssuer())
          && SCOPE.equals(claims.getStringClaim("scope"))
          && claims.getAudience().equals(List.of(tokenUri))
          && !issued.isAfter(now.plusSeconds(60))
          && expires.isAfter(now)
          && Duration.between(issued, expires).compareTo(Duration.ofHours(1)) <= 0;
    } catch (ParseException | JOSEException | NullPointerException e) {
      return false;
    }
  }
}
