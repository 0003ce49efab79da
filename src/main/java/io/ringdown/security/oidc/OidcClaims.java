package io.ringdown.security.oidc;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringdown.call.Texts;
import io.ringdown.config.OidcSettings;
import io.ringdown.security.RefusedTokenException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token of the issuer says, each word of it proven only by the signature.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519 §4.1</a>
 * @see <a
 *     href="https://download.eclipse.org/microprofile/microprofile-jwt-auth-2.1/microprofile-jwt-auth-spec-2.1.html">MicroProfile
 *     JWT 2.1</a>
 */
final class OidcClaims {
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofSeconds(60);
  private static final int LONGEST = 256;
  private static final long LAST_SECOND = Instant.MAX.getEpochSecond() - 100;
  private static final Pattern DOT = Pattern.compile("\\.");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode claims;

  private OidcClaims(JsonNode claims) {
    this.claims = claims;
  }

  static OidcClaims read(byte[] payload) throws RefusedTokenException {
    try {
      return new OidcClaims(JSON.readTree(payload));
    } catch (IOException e) {
      throw new RefusedTokenException("claims are not JSON");
    }
  }

  /** Whether the token is of the issuer and meant for us, now. */
  void check(OidcSettings settings, Instant now) throws RefusedTokenException {
    if (!settings.issuer().equals(claims.path("iss").textValue())) {
      throw new RefusedTokenException("issuer");
    }
    if (!has(claims.path("aud"), settings.audience())) {
      throw new RefusedTokenException("audience");
    }
    if (!now.isBefore(time("exp").plus(CLOCKS_DIFFER_BY))) {
      throw new RefusedTokenException("expired");
    }
    if (claims.has("nbf") && time("nbf").isAfter(now.plus(CLOCKS_DIFFER_BY))) {
      throw new RefusedTokenException("not yet valid");
    }
  }

  /** Whom the issuer knows by this. */
  String subject() throws RefusedTokenException {
    return printable("sub").orElseThrow(() -> new RefusedTokenException("no subject"));
  }

  /** What people call the bearer. */
  @Nullable String name() {
    return printable("upn").or(() -> printable("preferred_username")).orElse(null);
  }

  /** Whether the claim is this value or a list that has it; dots may lead into objects. */
  boolean has(String claim, String value) {
    if (claims.has(claim)) {
      return has(claims.path(claim), value);
    }
    JsonNode node = claims;
    for (String name : DOT.split(claim, -1)) {
      node = node.path(name);
    }
    return has(node, value);
  }

  private static boolean has(JsonNode node, String value) {
    if (node.isArray()) {
      for (JsonNode item : node) {
        if (value.equals(item.textValue())) {
          return true;
        }
      }
      return false;
    }
    return value.equals(node.textValue());
  }

  private Optional<String> printable(String name) {
    return Optional.ofNullable(claims.path(name).textValue())
        .filter(text -> Texts.isPrintable(text, LONGEST));
  }

  /** Whole seconds; a fraction, which RFC 7519 allows, is cut off. */
  private Instant time(String name) throws RefusedTokenException {
    JsonNode value = claims.path(name);
    if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > LAST_SECOND) {
      throw new RefusedTokenException(name + " is not a time");
    }
    return Instant.ofEpochSecond(value.longValue());
  }
}
