package io.ringdown.provider.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.fcm.FcmJudge.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sees to it that the fake refuses what Google refuses. */
class FakeFcmTest {
  private static final String GOOD =
      """
      {"message":{"token":"device-1:abc","data":{"a":"b"},\
      "android":{"priority":"high","ttl":"29s"}}}""";

  @Test
  void goodMessageArrives() {
    assertThat(judge(GOOD).arrival())
        .hasValueSatisfying(arrival -> assertThat(arrival.data()).isEqualTo(Map.of("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"b\"             | 1                        | message.data[0].value",
        "\"b\"             | {}                       | message.data[0].value",
        "\"a\"             | \"from\"                 | message.data",
        "\"a\"             | \"google.x\"             | message.data",
        "\"a\"             | \"gcm.x\"                | message.data",
        "\"29s\"           | 29                       | message.android.ttl",
        "\"29s\"           | \"29\"                   | message.android.ttl",
        "\"29s\"           | \"-1s\"                  | message.android.ttl",
        "\"29s\"           | \"2419201s\"             | message.android.ttl",
        "\"high\"          | \"urgent\"               | message.android.priority",
        "\"priority\"      | \"prio\"                 | message.android",
        "\"data\"          | \"payload\"              | message",
        "\"device-1:abc\"  | \"not a token\"          | message.token",
        "\"device-1:abc\"  | \"device-2:abc\"         | UNREGISTERED"
      })
  void badMessageIsRefusedForItsFault(String from, String to, String fault) {
    assertThat(judge(GOOD.replace(from, to)).objection())
        .hasValueSatisfying(answer -> assertThat(answer.body()).contains("\"" + fault + "\""));
  }

  @Test
  void sizeIsCounted() {
    String fits = "b".repeat(4095);
    assertThat(judge(GOOD.replace("\"b\"", "\"" + fits + "\"")).arrival()).isPresent();
    assertThat(judge(GOOD.replace("\"b\"", "\"" + fits + "b\"")).objection()).isPresent();
  }

  @Test
  void assertionOfAnotherMomentOrAudienceIsNotBelieved() throws Exception {
    Instant now = Clock.systemUTC().instant();
    FakeServiceAccount here = new FakeServiceAccount("https://127.0.0.1/token");
    ServiceAccount account =
        ServiceAccount.of(new FcmCredentialFormat().read(Map.of("service_account", here.file())))
            .orElseThrow();
    String form = Assertion.form(account, now);
    String assertion = form.substring(form.indexOf("assertion=") + "assertion=".length());

    assertThat(here.signed(assertion, now)).isTrue();
    assertThat(here.signed(assertion, now.plusSeconds(3600))).isFalse();
    assertThat(here.signed(assertion, now.minusSeconds(3600))).isFalse();
    assertThat(new FakeServiceAccount("https://127.0.0.2/token").signed(assertion, now)).isFalse();
    assertThat(here.signed(assertion.substring(0, assertion.length() - 8) + "AAAAAAAA", now))
        .isFalse();
  }

  private static Verdict judge(String body) {
    return FcmJudge.judge(body.getBytes(StandardCharsets.UTF_8), Set.of("device-1:abc"), "name");
  }
}
