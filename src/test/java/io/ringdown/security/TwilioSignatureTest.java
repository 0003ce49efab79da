package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import io.ringdown.account.Secret;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioSignatureTest {
  private static final String TOKEN = "12345";
  private static final String BODY = "{\"twi_to\":\"client:jürgen\"}";
  private static final String URL = "https://calls.example.com/calls/notificationWebhook";

  private final TwilioSignature signature = new TwilioSignature();
  private final Signer signer = new Signer(TOKEN);

  /** The vectors of twilio-java's own tests. */
  @ParameterizedTest
  @CsvSource({
    "https://mycompany.com/myapp.php?bodySHA256=, y77kIzt2vzLz71DgmJGsen2scGs=",
    "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=, a9nBmqA0ju/hNViExpshrM61xv4="
  })
  void twiliosOwnVectorsAreAccepted(String url, String header) {
    String body = "{\"property\": \"value\", \"boolean\": true}";
    String hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

    assertThat(json(url + hash, body, header)).isEqualTo(SignatureVerdict.VALID);
    assertThat(json(url + hash, body + "\n", header)).isEqualTo(SignatureVerdict.BODY_ALTERED);
    assertThat(json(url + hash + "0", body, header)).isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h.com/a",
        "https://h.com:443/a",
        "https://h.com:8443/a?b=c&d",
        "https://user:pa:ss@h.com/a",
        "https://[::1]:8443/a",
        "https://h.com/a%2Fb/c%20d/e+f/%C3%BC?x=%2F%20+%C3%BC",
        "https://Calls.Example.COM/A"
      })
  void theUrlAsItIsIsAccepted(String url) throws URISyntaxException {
    String signed = withHash(url);
    String header = signer.sign(signed);

    assertThat(json(signed, BODY, header)).isEqualTo(SignatureVerdict.VALID);
    assertThat(new RequestValidator(TOKEN).validate(signed, BODY, header))
        .as("Twilio's own validator")
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://h.com:443/a, https://h.com/a",
    "https://h.com/a, https://h.com:443/a",
    "https://h.com:8443/a, https://h.com/a",
    "http://h.com:80/a, http://h.com/a",
    "http://u:p@h.com/a, http://u:p@h.com:80/a",
    "https://[::1]:8443/a, https://[::1]/a"
  })
  void theOtherPortFormIsAccepted(String url, String signedUrl) throws URISyntaxException {
    String header = signer.sign(withHash(signedUrl));

    assertThat(json(withHash(url), BODY, header)).isEqualTo(SignatureVerdict.VALID);
    assertThat(new RequestValidator(TOKEN).validate(withHash(url), BODY, header))
        .as("Twilio's own validator")
        .isTrue();
  }

  @Test
  void theOtherPortFormOfAnEncodedUrlIsAcceptedThoughTwiliosJavaRefusesIt()
      throws URISyntaxException {
    String header = signer.sign(withHash("https://h.com:443/a%2Fb%20c"));
    String url = withHash("https://h.com/a%2Fb%20c");

    assertThat(json(url, BODY, header)).isEqualTo(SignatureVerdict.VALID);
    assertThat(new RequestValidator(TOKEN).validate(url, BODY, header)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://h.com/a",
        "https://h.com:8443/a",
        "https://h.com:80/a",
        "https://h.com/a/",
        "https://h.com/A",
        "https://h.com/%61",
        "https://other.com/a",
        "https://u@h.com/a"
      })
  void anotherUrlIsRefused(String signedUrl) {
    assertThat(json(withHash("https://h.com/a"), BODY, signer.sign(withHash(signedUrl))))
        .isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @Test
  void anyOfTheTokensVerifies() {
    var tokens = List.of(new Secret("new"), new Secret("newer"), new Secret(TOKEN));
    String url = withHash(URL);

    assertThat(signature.verifyJson(tokens, url, bytes(BODY), signer.sign(url), true))
        .isEqualTo(SignatureVerdict.VALID);
    assertThat(signature.verifyJson(tokens.subList(0, 2), url, bytes(BODY), signer.sign(url), true))
        .isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @Test
  void noTokenIsAnUnknownAccount() {
    String url = withHash(URL);

    assertThat(signature.verifyJson(List.of(), url, bytes(BODY), signer.sign(url), true))
        .isEqualTo(SignatureVerdict.UNKNOWN_ACCOUNT);
    assertThat(signature.verifyForm(List.of(), URL, Map.of(), signer.sign(URL)))
        .isEqualTo(SignatureVerdict.UNKNOWN_ACCOUNT);
  }

  @Test
  void anEmptyTokenVerifiesNothing() {
    String url = withHash(URL);
    // HMAC fills keys up with zeros, so this is what an empty key would sign.
    String header = new Signer("\0").sign(url);

    assertThat(signature.verifyJson(List.of(new Secret("")), url, bytes(BODY), header, true))
        .isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @Test
  void noHeaderIsMissing() {
    assertThat(json(withHash(URL), BODY, null)).isEqualTo(SignatureVerdict.MISSING);
    assertThat(json(withHash(URL), BODY, "")).isEqualTo(SignatureVerdict.MISSING);
    assertThat(signature.verifyForm(tokens(), URL, Map.of(), null))
        .isEqualTo(SignatureVerdict.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "====", "é", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="})
  void aMadeUpHeaderIsRefused(String header) {
    assertThat(json(withHash(URL), BODY, header)).isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @Test
  void anAlteredBodyIsRefused() {
    String url = withHash(URL);

    assertThat(json(url, BODY + " ", signer.sign(url))).isEqualTo(SignatureVerdict.BODY_ALTERED);
  }

  @Test
  void aHashInUpperCaseIsTheSameHash() {
    String hash = Signer.bodyHash(BODY).substring("bodySHA256=".length());
    String url = URL + "?bodySHA256=" + hash.toUpperCase(Locale.ROOT);

    assertThat(json(url, BODY, signer.sign(url))).isEqualTo(SignatureVerdict.VALID);
  }

  @Test
  void theFirstHashCounts() {
    String first = withHash(URL) + "&" + Signer.bodyHash("other");
    String second = URL + "?" + Signer.bodyHash("other") + "&" + Signer.bodyHash(BODY);

    assertThat(json(first, BODY, signer.sign(first))).isEqualTo(SignatureVerdict.VALID);
    assertThat(json(second, BODY, signer.sign(second))).isEqualTo(SignatureVerdict.BODY_ALTERED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?a=b", "?xbodySHA256=HASH", "?a=bodySHA256=HASH"})
  void noHashIsRefusedUnlessAllowed(String query) {
    String hash = Signer.bodyHash(BODY).substring("bodySHA256=".length());
    String url = URL + query.replace("HASH", hash);
    String header = signer.sign(url);

    assertThat(json(url, BODY, header)).isEqualTo(SignatureVerdict.BODY_ALTERED);
    assertThat(signature.verifyJson(tokens(), url, bytes(BODY), header, false))
        .isEqualTo(SignatureVerdict.VALID);
  }

  @Test
  void aHashThatIsThereMustFitEvenWhenItIsNotRequired() {
    String url = withHash(URL);

    assertThat(signature.verifyJson(tokens(), url, bytes("other"), signer.sign(url), false))
        .isEqualTo(SignatureVerdict.BODY_ALTERED);
  }

  @Test
  void formParametersAreSignedInOrder() {
    Map<String, String> single = Map.of("CallStatus", "completed", "CallSid", "CA1", "a", "ü b");
    String header = signer.sign(URL + "CallSidCA1" + "CallStatuscompleted" + "aü b");

    assertThat(new RequestValidator(TOKEN).validate(URL, single, header))
        .as("Twilio's own validator")
        .isTrue();
    assertThat(
            signature.verifyForm(
                tokens(),
                URL,
                Map.of(
                    "CallStatus", List.of("completed"),
                    "CallSid", List.of("CA1"),
                    "a", List.of("ü b")),
                header))
        .isEqualTo(SignatureVerdict.VALID);
    assertThat(signature.verifyForm(tokens(), URL, Map.of("CallStatus", List.of("busy")), header))
        .isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
  }

  @Test
  void repeatedFormValuesCountOnceAndInOrder() {
    String header = signer.sign(URL + "ea" + "eb" + "f");

    assertThat(
            signature.verifyForm(
                tokens(), URL, Map.of("e", List.of("b", "a", "b"), "f", List.of("")), header))
        .isEqualTo(SignatureVerdict.VALID);
  }

  @Test
  void labelsAreThoseOfTheMetrics() {
    assertThat(SignatureVerdict.WRONG_URL_OR_TOKEN.label()).isEqualTo("wrong_url_or_token");
  }

  private SignatureVerdict json(String url, String body, @Nullable String header) {
    return signature.verifyJson(tokens(), url, bytes(body), header, true);
  }

  private static String withHash(String url) {
    return url + (url.indexOf('?') < 0 ? "?" : "&") + Signer.bodyHash(BODY);
  }

  private static List<Secret> tokens() {
    return List.of(new Secret(TOKEN));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
