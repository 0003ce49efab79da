package io.ringdown.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import io.ringdown.account.Secret;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares us with Twilio's own validator over many URLs, the same ones in every run. */
class TwilioAgreementTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String BODY = "{}";
  private static final List<String> SCHEMES = List.of("https", "http");
  private static final List<String> USERS = List.of("", "user:pass@", "user:pa:ss@", "u@");
  private static final List<String> HOSTS =
      List.of("h.com", "Calls.Example.COM", "127.0.0.1", "[2001:db8::1]", "[::1]", "a-b.c");
  private static final List<String> PORTS = List.of("", ":443", ":80", ":8443", ":1");
  private static final List<String> PATHS =
      List.of("/", "/a", "/a:99/b", "/a@b", "/a//b/", "/a/../b", "/a+b", "/a%2Fb", "/%C3%BC%20");
  private static final List<String> QUERIES =
      List.of("", "a=b&", "a=b:99&", "u=https://x:1/&", "q=%2F%20+%C3%BC&", "&", "a&");

  private final Random random = new Random(20261123);
  private final TwilioSignature signature = new TwilioSignature();

  @Test
  void whateverTwiliosValidatorAcceptsWeAccept() throws URISyntaxException {
    var validator = new RequestValidator(TOKEN);
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      String rest = pick(PATHS) + "?" + pick(QUERIES) + Signer.bodyHash(BODY);
      String origin = pick(SCHEMES) + "://" + pick(USERS) + pick(HOSTS);
      String url = origin + pick(PORTS) + rest;
      String signedUrl = origin + pick(PORTS) + rest;
      String header = new Signer(TOKEN).sign(signedUrl);

      boolean twilios = validator.validate(url, BODY, header);
      SignatureVerdict ours =
          signature.verifyJson(
              List.of(new Secret(TOKEN)), url, BODY.getBytes(StandardCharsets.UTF_8), header, true);

      if (twilios) {
        accepted++;
        assertThat(ours).as("%s signed as %s", url, signedUrl).isEqualTo(SignatureVerdict.VALID);
      } else if (url.indexOf('%') < 0) {
        refused++;
        assertThat(ours)
            .as("%s signed as %s", url, signedUrl)
            .isEqualTo(SignatureVerdict.WRONG_URL_OR_TOKEN);
      }
    }
    assertThat(accepted).as("both sides of the comparison were reached").isGreaterThan(500);
    assertThat(refused).as("both sides of the comparison were reached").isGreaterThan(500);
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
