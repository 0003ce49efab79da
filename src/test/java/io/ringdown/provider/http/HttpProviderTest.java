package io.ringdown.provider.http;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.account.InvalidCredentialException;
import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.CapturedLog;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.PushProviderContract;
import io.ringdown.provider.fcm.FakeAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProviderTest implements PushProviderContract {
  @Override
  public HttpBench bench() {
    return new HttpBench(true);
  }

  /** The webhook's own limit is the only one: what came in goes out. */
  @Override
  @Test
  public void oversizePayloadIsRefusedBeforeSending() throws Exception {
    try (var bench = bench()) {
      var large = Deliveries.payload("{\"twi_params\":\"" + "x".repeat(60_000) + "\"}");
      assertThat(deliver(bench, bench.delivery(large, RING))).isInstanceOf(Accepted.class);
      bench.assertArrived(large);
    }
  }

  /** The body goes as it came, whatever it is: the door took it for JSON. */
  @Override
  @Test
  public void malformedPayloadIsRefusedBeforeSending() throws Exception {
    try (var bench = bench()) {
      var odd = Deliveries.payload("{\"twi_to\":");
      deliver(bench, bench.delivery(odd, RING));
      bench.assertArrived(odd);
    }
  }

  @Override
  @Test
  public void secretsStayOutOfLogs() throws Exception {
    var seen = new StringBuilder();
    try (var log = new CapturedLog();
        var bench = bench()) {
      seen.append(deliver(bench, bench.delivery()));
      seen.append(deliver(bench, bench.toForgottenAddress()));
      bench.cutLine();
      seen.append(deliver(bench, bench.delivery()));
      bench.distrust();
      seen.append(deliver(bench, bench.delivery()));
      assertThat(seen.append(log.text()).toString()).doesNotContain(bench.secrets());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, accepted", "202, accepted", "301, refused", "302, refused", "400, refused",
    "401, refused", "403, refused", "404, binding_gone", "405, refused", "408, deferred",
    "410, binding_gone", "413, refused", "422, refused", "425, deferred", "429, deferred",
    "500, deferred", "502, deferred", "503, deferred", "504, deferred"
  })
  void everyStatusHasItsFollowUp(int status, String outcome) throws Exception {
    try (var bench = bench()) {
      bench.script.answerAlways(
          FakeAnswer.of(status, "x".repeat(1000)).with("Location", bench.url("/elsewhere")));

      assertThat(deliver(bench, bench.delivery()).name()).isEqualTo(outcome);
      assertThat(bench.requests()).isEqualTo(1);
    }
  }

  @Test
  void theUrlNamesTheDestination() {
    try (var bench = bench()) {
      assertThat(bench.provider.destination(bench.to("https://calls.example.com/bob?x=1")))
          .hasValue("calls.example.com:443");
      assertThat(bench.provider.destination(bench.to("https://calls.example.com:8443/")))
          .hasValue("calls.example.com:8443");
    }
  }

  @Test
  void aRepetitionHasTheSameId() throws Exception {
    try (var bench = bench()) {
      var delivery = bench.delivery();
      deliver(bench, delivery);
      deliver(bench, delivery);

      assertThat(bench.arrivals)
          .extracting(HttpBench.Arrival::id)
          .hasSize(2)
          .containsOnly(delivery.sid().value());
    }
  }

  @Test
  void anAnswerCountsHoweverLongItsBody() throws Exception {
    try (var bench = bench()) {
      bench.script.answerAlways(FakeAnswer.of(200, "x".repeat(200_000)));

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aNameThatLeadsToUsIsNotCalled() throws Exception {
    try (var bench = new HttpBench(false)) {
      assertThat(deliver(bench, bench.to(bench.url("/").replace("127.0.0.1", "localhost"))))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("address_forbidden"));
      assertThat(deliver(bench, bench.to(bench.url("/")))).isInstanceOf(Refused.class);
      assertThat(bench.requests()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://calls.example.com/",
        "ftp://calls.example.com/",
        "calls.example.com",
        "https:///x",
        "https://user:secret@calls.example.com/",
        "https://calls.example.com/#part",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://localhost/",
        "https://sub.localhost/",
        "https://2130706433/",
        "https://[fd00::1]/",
        "https://a b/"
      })
  void urlsThatMustNotBeCalledAreRefusedAtTheDoor(String url) {
    try (var bench = new HttpBench(false)) {
      assertThat(bench.provider.inspect(target(url)))
          .hasValueSatisfying(problem -> assertThat(problem.pointer()).isEqualTo("/address"));
    }
  }

  @Test
  void aUrlOfTheInternetMayBeRegistered() {
    try (var bench = new HttpBench(false)) {
      assertThat(bench.provider.inspect(target("https://calls.example.com:8443/bob?x=%20")))
          .isEmpty();
    }
  }

  /** Checked against the example of the specification's own libraries. */
  @Test
  void theSignatureIsThatOfStandardWebhooks() {
    var secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow();

    assertThat(
            secret.sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aSecretIsMadeWhenLeftOutAndKeptWhenReplaced() throws Exception {
    var format = new HttpCredentialFormat(new Random());
    var made = format.made(Map.of(), Optional.empty());
    var content = format.read(made);

    assertThat(made.get("secret")).asString().startsWith("whsec_");
    assertThat(content.shown().get("secret")).asString().startsWith("…").hasSize(5);
    assertThat(format.made(Map.of(), Optional.of(content))).isEmpty();
    assertThat(format.read(Map.of(), Optional.of(content))).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_AAAA", "secret", "whsec_!"})
  void aSecretThatIsNoneIsNamed(String secret) {
    assertThatThrownBy(() -> new HttpCredentialFormat(new Random()).read(Map.of("secret", secret)))
        .isInstanceOfSatisfying(
            InvalidCredentialException.class,
            wrong -> assertThat(wrong.pointer()).isEqualTo("/secret"));
  }

  private static Target target(String url) {
    return new Target(HttpProvider.CHANNEL, new Address(url), null, null, Map.of());
  }
}
