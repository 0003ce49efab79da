package io.ringdown.security;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a Twilio access token claims, believed only after its signature is verified.
 *
 * @param notBefore when it begins to count, or null for at once
 */
record AccessTokenClaims(
    String apiKeySid,
    AccountSid account,
    Identity identity,
    Instant expiresAt,
    @Nullable Instant notBefore) {
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);
  private static final Duration SLIGHTLY_EARLY = Duration.ofSeconds(5);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static AccessTokenClaims read(byte[] payload) throws RefusedTokenException {
    JsonNode claims;
    try {
      claims = JSON.readTree(payload);
    } catch (IOException e) {
      throw new RefusedTokenException("claims are not JSON");
    }
    JsonNode grants = claims.path("grants");
    if (!grants.path("voice").isObject()) {
      throw new RefusedTokenException("no voice grant");
    }
    return new AccessTokenClaims(
        text(claims, "iss"),
        AccountSid.parse(text(claims, "sub"))
            .orElseThrow(() -> new RefusedTokenException("sub is not an account SID")),
        Identity.parse(text(grants, "identity"))
            .orElseThrow(() -> new RefusedTokenException("identity is not valid")),
        moment(claims, "exp"),
        claims.has("nbf") ? moment(claims, "nbf") : null);
  }

  void checkTime(Instant now) throws RefusedTokenException {
    if (!now.isBefore(expiresAt)) {
      throw new RefusedTokenException("expired");
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE).plus(CLOCKS_DIFFER_BY))) {
      throw new RefusedTokenException("lives too long");
    }
    if (notBefore != null && notBefore.isAfter(now.plus(SLIGHTLY_EARLY))) {
      throw new RefusedTokenException("not yet valid");
    }
  }

  private static String text(JsonNode claims, String name) throws RefusedTokenException {
    JsonNode value = claims.path(name);
    if (!value.isTextual()) {
      throw new RefusedTokenException(name + " is missing");
    }
    return value.textValue();
  }

  private static Instant moment(JsonNode claims, String name) throws RefusedTokenException {
    JsonNode value = claims.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new RefusedTokenException(name + " is not a time");
    }
    try {
      return Instant.ofEpochSecond(value.longValue());
    } catch (DateTimeException e) {
      throw new RefusedTokenException(name + " is not a time");
    }
  }
}
