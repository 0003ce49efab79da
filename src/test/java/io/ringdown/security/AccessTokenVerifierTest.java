package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.jwt.accesstoken.AccessToken;
import com.twilio.jwt.accesstoken.VideoGrant;
import com.twilio.jwt.accesstoken.VoiceGrant;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");
  private static final AccountSid ACCOUNT = new AccountSid("AC00000000000000000000000000000001");
  private static final AccountSid OTHER = new AccountSid("AC00000000000000000000000000000002");
  private static final String KEY = "SK00000000000000000000000000000001";
  private static final String OTHER_KEY = "SK00000000000000000000000000000002";
  private static final String SECRET = "abcdefghijklmnopqrstuvwxyz012345";
  private static final String OTHER_SECRET = "zyxwvutsrqponmlkjihgfedcba543210";

  private final FakeAccountStore accounts = new FakeAccountStore();

  @BeforeEach
  void twoAccounts() {
    accounts.add(ACCOUNT, new ApiKey(KEY, new Secret(SECRET)));
    accounts.add(OTHER, new ApiKey(OTHER_KEY, new Secret(OTHER_SECRET)));
  }

  @Test
  void whatTwiliosLibraryMakesIsAccepted() {
    String token =
        twilios("bob").grant(new VoiceGrant().setIncomingAllow(true)).ttl(3600).build().toJwt();
    Instant expiry = expiry(token);

    assertThat(at(expiry.minusSeconds(3600)).verify(token))
        .contains(new Caller.App(ACCOUNT, new Identity("bob"), expiry));
    assertThat(at(expiry.minusMillis(1)).verify(token)).isPresent();
    assertThat(at(expiry).verify(token)).isEmpty();
  }

  @Test
  void whatTwiliosLibraryMakesWithEverythingIsAccepted() {
    String token =
        twilios("jürgen_1")
            .grant(new VoiceGrant().setOutgoingApplicationSid("AP1").setPushCredentialSid("CR1"))
            .grant(new VideoGrant().setRoom("room"))
            .region("ie1")
            .nbf(Date.from(NOW))
            .ttl(86_400)
            .build()
            .toJwt();

    assertThat(at(expiry(token).minusSeconds(86_400)).verify(token))
        .hasValueSatisfying(app -> assertThat(app.identity()).isEqualTo(new Identity("jürgen_1")));
  }

  @Test
  void whatTwiliosLibraryMakesWithoutVoiceIsRefused() {
    String token = twilios("bob").grant(new VideoGrant().setRoom("room")).build().toJwt();

    assertThat(at(expiry(token).minusSeconds(10)).verify(token)).isEmpty();
  }

  @Test
  void theForgeCanMakeAGoodToken() {
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), SECRET)))
        .contains(new Caller.App(ACCOUNT, new Identity("bob"), NOW.plusSeconds(600)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'alg':'none','cty':'twilio-fpa;v=1'}",
        "{'alg':'HS384','cty':'twilio-fpa;v=1'}",
        "{'alg':'HS512','cty':'twilio-fpa;v=1'}",
        "{'alg':'RS256','cty':'twilio-fpa;v=1'}",
        "{'alg':'hs256','cty':'twilio-fpa;v=1'}",
        "{'alg':'HS256'}",
        "{'alg':'HS256','cty':'JWT'}",
        "{'alg':'HS256','cty':'TWILIO-FPA;V=1'}",
        "{'cty':'twilio-fpa;v=1'}",
        "{'alg':'HS256','cty':'twilio-fpa;v=1','crit':['x'],'x':1}",
        "{'alg':'HS256','cty':'twilio-fpa;v=1','b64':false,'crit':['b64']}",
        "{'alg':'none','alg':'HS256','cty':'twilio-fpa;v=1'}",
        "{'alg':'HS256','alg':'HS256','cty':'twilio-fpa;v=1'}",
        "[]",
        "{",
        "{}"
      })
  void anotherHeaderIsRefused(String header) {
    assertThat(verify(TokenForge.token(header.replace('\'', '"'), payload(), SECRET))).isEmpty();
  }

  @Test
  void anotherAlgorithmIsRefusedEvenWithItsOwnSignature() {
    String header = "{\"alg\":\"HS512\",\"cty\":\"twilio-fpa;v=1\"}";

    assertThat(verify(TokenForge.signed(header, payload(), SECRET + SECRET, "HmacSHA512")))
        .isEmpty();
    assertThat(verify(TokenForge.signed(header, payload(), SECRET, "HmacSHA512"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bob' | bob:x'",
        "bob' | bob\\n'",
        "bob' | bob\\u0000'",
        "bob' | \\ud800'",
        "'bob' | ''",
        "'bob' | 7",
        "'bob' | null",
        "'identity' | 'id'",
        "'voice':{'incoming':{'allow':true}} | 'video':{}",
        "{'incoming':{'allow':true}} | true",
        "{'incoming':{'allow':true}} | null",
        "{'incoming':{'allow':true}} | []",
        "'grants' | 'permissions'",
        "'iss':'SK00000000000000000000000000000001' | 'iss':'SK00000000000000000000000000000002'",
        "'iss':'SK00000000000000000000000000000001' | 'iss':'SK00000000000000000000000000000009'",
        "'iss':'SK00000000000000000000000000000001' | 'iss':null",
        "'iss' | 'x'",
        "AC00000000000000000000000000000001 | AC00000000000000000000000000000002",
        "AC00000000000000000000000000000001 | AC00000000000000000000000000000009",
        "AC00000000000000000000000000000001 | AC1",
        "'sub' | 'x'",
        "1795422000 | 1795421400",
        "1795422000 | 1795421399",
        "1795422000 | 1795680600",
        "1795422000 | -1",
        "1795422000 | '1795422000'",
        "1795422000 | 1795422000.5",
        "1795422000 | 1e999999999",
        "1795422000 | 9223372036854775807",
        "1795422000 | 99999999999999999999999999",
        "1795422000 | null",
        "'exp' | 'x'",
        "'exp' | 'nbf':1795421406,'exp'",
        "'exp' | 'nbf':'1','exp'",
        "'exp' | 'exp':1795422000,'exp'",
        "'exp' | 'sub':'AC00000000000000000000000000000001','exp'",
        "'identity' | 'identity':'alice','identity'",
        "}}} | }}}x",
        "}}} | }}",
        "{ | ["
      })
  void otherClaimsAreRefusedThoughTheKeySignedThem(String claim, String other) {
    String claims = payload().replace(claim.replace('\'', '"'), other.replace('\'', '"'));

    assertThat(claims).as("the claims are changed").isNotEqualTo(payload());
    assertThat(verify(TokenForge.token(TokenForge.HEADER, claims, SECRET))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'exp' | 'nbf':1795421405,'exp'",
        "'exp' | 'iat':1795421400,'jti':'x','later':{'a':[1]},'exp'",
        "1795422000 | 1795421401",
        "1795422000 | 1795508100",
        "{'incoming':{'allow':true}} | {}",
        "bob | bob smith-Jürgen@example.com"
      })
  void unusualClaimsAreAccepted(String claim, String other) {
    String claims = payload().replace(claim.replace('\'', '"'), other.replace('\'', '"'));

    assertThat(claims).as("the claims are changed").isNotEqualTo(payload());
    assertThat(verify(TokenForge.token(TokenForge.HEADER, claims, SECRET))).isPresent();
  }

  @Test
  void aTokenOfOneDayAndSixMinutesIsRefused() {
    String claims = payload().replace("1795422000", "1795508160");

    assertThat(verify(TokenForge.token(TokenForge.HEADER, claims, SECRET))).isEmpty();
  }

  @Test
  void theKeyOfAnotherAccountIsRefused() {
    String claims = payload().replace(KEY, OTHER_KEY);

    assertThat(verify(TokenForge.token(TokenForge.HEADER, claims, OTHER_SECRET))).isEmpty();
  }

  @Test
  void anotherSecretIsRefused() {
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), OTHER_SECRET))).isEmpty();
    String stranger = payload().replace(ACCOUNT.value(), "AC" + "9".repeat(32));
    // What an unknown account is measured against must open no door.
    assertThat(verify(TokenForge.token(TokenForge.HEADER, stranger, "\0".repeat(32)))).isEmpty();
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), "\0".repeat(32)))).isEmpty();
  }

  @Test
  void aShortSecretWorksAndAnEmptyOneNever() {
    accounts.add(ACCOUNT, new ApiKey(KEY, new Secret("short")));
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), "short"))).isPresent();
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), "shorter"))).isEmpty();

    accounts.add(ACCOUNT, new ApiKey(KEY, new Secret("")));
    assertThat(verify(TokenForge.token(TokenForge.HEADER, payload(), "\0"))).isEmpty();
  }

  @Test
  void anAlteredTokenIsRefused() {
    String token = TokenForge.token(TokenForge.HEADER, payload(), SECRET);
    String signature = token.substring(token.lastIndexOf('.') + 1);
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);

    assertThat(verify(unsigned)).isEmpty();
    assertThat(verify(unsigned + signature.substring(1))).isEmpty();
    assertThat(verify(unsigned + "A" + signature)).isEmpty();
    assertThat(verify(token + "." + signature)).isEmpty();
    assertThat(verify(token + "..")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "....", "a.b.c", "é.é.é", "eyJ.eyJ.x", "rda_x"})
  void garbageIsRefusedWithoutAQuery(String token) {
    assertThat(verify(token)).isEmpty();
    assertThat(accounts.reads).isZero();
  }

  @Test
  void anOversizeTokenIsRefusedWithoutAQuery() {
    String claims = payload().replace("{\"iss\"", "{\"x\":\"" + "x".repeat(6_500) + "\",\"iss\"");
    String token = TokenForge.token(TokenForge.HEADER, claims, SECRET);

    assertThat(token).hasSizeGreaterThan(AccessTokenVerifier.MAX_LENGTH);
    assertThat(verify(token)).isEmpty();
    assertThat(accounts.reads).isZero();
  }

  @Test
  void deepNestingDoesNoHarm() {
    String claims = payload().replace("{\"iss\"", "{\"x\":" + "[".repeat(5_000) + ",\"iss\"");

    assertThat(verify(TokenForge.token(TokenForge.HEADER, claims, SECRET))).isEmpty();
    String header = "{\"alg\":" + "[".repeat(5_000);
    assertThat(verify(TokenForge.token(header, payload(), SECRET))).isEmpty();
  }

  private static AccessToken.Builder twilios(String identity) {
    return new AccessToken.Builder(ACCOUNT.value(), KEY, SECRET.getBytes(StandardCharsets.UTF_8))
        .identity(identity);
  }

  /** 1795421400 is {@link #NOW}. */
  private static String payload() {
    return "{\"iss\":\""
        + KEY
        + "\",\"sub\":\""
        + ACCOUNT
        + "\",\"exp\":1795422000,\"grants\":{\"identity\":\"bob\","
        + "\"voice\":{\"incoming\":{\"allow\":true}}}}";
  }

  private Optional<Caller.App> verify(String token) {
    return at(NOW).verify(token);
  }

  private AccessTokenVerifier at(Instant now) {
    return new AccessTokenVerifier(accounts, InstantSource.fixed(now));
  }

  private static Instant expiry(String token) {
    String claims =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    Matcher exp = Pattern.compile("\"exp\":(\\d+)").matcher(claims);
    assertThat(exp.find()).isTrue();
    return Instant.ofEpochSecond(Long.parseLong(exp.group(1)));
  }
}
