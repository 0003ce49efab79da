package io.ringdown.provider.webpush;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.delivery.PushProvider.TargetProblem;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.PushProviderContract;
import io.ringdown.provider.fcm.FakeAnswer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebPushProviderTest implements PushProviderContract {
  @Override
  public WebPushBench bench() {
    return new WebPushBench(true);
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

  @Test
  void messageIsUrgentAndEndsWithTheCall() throws Exception {
    try (var bench = bench()) {
      var delivery = bench.delivery();
      bench.clock.advance(Duration.ofMillis(400));
      assertThat(deliver(bench, delivery))
          .isInstanceOfSatisfying(
              Accepted.class,
              accepted -> assertThat(accepted.receipt()).contains(bench.service.origin() + "/m/1"));

      assertThat(bench.service.arrivals())
          .singleElement()
          .satisfies(arrival -> assertThat(arrival.ttl()).isEqualTo(29));
    }
  }

  @Test
  void allTriesOfACallReplaceOneAnother() throws Exception {
    try (var bench = bench()) {
      deliver(bench, bench.delivery());
      deliver(bench, bench.delivery());

      assertThat(bench.service.arrivals())
          .extracting(FakeWebPush.Arrival::topic)
          .hasSize(2)
          .allSatisfy(topic -> assertThat(topic).hasSize(32).isEqualTo(topic(bench)));
    }
  }

  private static String topic(WebPushBench bench) {
    return bench.service.arrivals().get(0).topic();
  }

  @Test
  void payloadOfExactlyTheLimitIsDelivered() throws Exception {
    try (var bench = bench()) {
      var payload = WebPushBench.ofSize(3993);
      assertThat(payload.bytes()).hasSize(3993);
      assertThat(deliver(bench, bench.delivery(payload, RING))).isInstanceOf(Accepted.class);
      bench.assertArrived(payload);
    }
  }

  @Test
  void oneTokenServesAnOriginUntilAnHourBeforeItsEnd() throws Exception {
    try (var bench = bench()) {
      deliver(bench, bench.delivery());
      for (var hour = 1; hour <= 11; hour++) {
        assertThat(bench.service.tokens()).hasSize(1);
        bench.clock.advance(Duration.ofMinutes(59));
        assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      }
      bench.clock.advance(Duration.ofMinutes(59));
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      assertThat(bench.service.tokens()).hasSize(2);
    }
  }

  /** Every status that RFC 8030 and the push services give, and what follows from it. */
  @ParameterizedTest
  @CsvSource({
    "200, accepted, ", "201, accepted, ", "202, accepted, ",
    "301, refused, 301", "302, refused, 302", "307, refused, 307",
    "400, refused, 400", "401, refused, 401", "403, refused, 403",
    "404, binding_gone, 404", "405, refused, 405", "408, deferred, 408",
    "410, binding_gone, 410", "413, refused, payload_too_large", "425, deferred, 425",
    "429, deferred, 429", "500, deferred, 500", "502, deferred, 502",
    "503, deferred, 503", "504, deferred, 504"
  })
  void everyStatusHasItsFollowUp(int status, String outcome, @Nullable String code)
      throws Exception {
    try (var bench = bench()) {
      bench
          .service
          .script()
          .answerAlways(
              FakeAnswer.of(status, "x".repeat(1000))
                  .with("Location", bench.service.origin() + "/elsewhere"));

      var became = deliver(bench, bench.delivery());

      assertThat(became.name()).isEqualTo(outcome);
      if (code != null) {
        assertThat(became.toString()).contains("code=" + code + ",");
      }
      assertThat(became instanceof Refused refused && bench.provider.blamesCredential(refused))
          .isEqualTo(Set.of(400, 401, 403).contains(status));
      assertThat(bench.requests()).isEqualTo(1);
    }
  }

  @Test
  void aReceiptIsNeverTheSubscriptionItself() throws Exception {
    try (var bench = bench()) {
      bench
          .service
          .script()
          .answerAlways(FakeAnswer.of(201, "").with("Location", bench.endpoint() + "?m=1"));

      assertThat(deliver(bench, bench.delivery())).isEqualTo(new Accepted(Optional.empty()));
    }
  }

  @Test
  void anEndpointThatLeadsToUsIsNotCalled() throws Exception {
    try (var bench = new WebPushBench(false)) {
      var byName = bench.endpoint().replace("127.0.0.1", "localhost");
      for (var url : new String[] {bench.endpoint(), byName}) {
        assertThat(deliver(bench, bench.to(url, bench.browser.keys(), Deliveries.payload(), RING)))
            .isInstanceOfSatisfying(
                Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("address_forbidden"));
        assertThat(pointer(bench, url, bench.browser.keys())).contains("/address");
      }
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  void changedKeysAreUsedAtOnce() throws Exception {
    try (var bench = bench()) {
      deliver(bench, bench.delivery());
      bench.keep(2, Browser.vapidKeys());
      var plain = bench.delivery();
      var newer =
          new Delivery(
              plain.sid(),
              plain.call(),
              plain.binding(),
              plain.target(),
              plain.registeredAt(),
              new CredentialRef(Deliveries.CREDENTIAL.sid(), 2));

      assertThat(deliver(bench, newer)).isInstanceOf(Refused.class);
    }
  }

  @Test
  void aBindingWithoutKeysIsRefusedBeforeSending() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.to(bench.endpoint(), Map.of(), Deliveries.payload(), RING)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("keys_missing"));
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  void aSubscriptionIsTakenAsBrowsersGiveIt() {
    try (var bench = bench()) {
      assertThat(pointer(bench, "https://push.example.com/x", bench.browser.keys())).isEmpty();
      var padded = new HashMap<>(bench.browser.keys());
      padded.replaceAll((name, value) -> name.equals("auth") ? value + "==" : value + "=");
      assertThat(pointer(bench, "https://push.example.com/x", padded)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "p256dh, , /keys/p256dh",
    "p256dh, '', /keys/p256dh",
    "p256dh, BAAA, /keys/p256dh",
    "p256dh, '%%%', /keys/p256dh",
    "p256dh, BEVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4, /keys/p256dh",
    "auth, , /keys/auth",
    "auth, BTBZMqHH6r4Tts7J_aSI, /keys/auth",
    "auth, BTBZMqHH6r4Tts7J_aSIggAA, /keys/auth",
    "auth, 'BTBZMqHH6r4Tts7J+aSIgg', /keys/auth",
    "p256, x, /keys/p256",
    "a/b, x, /keys/a~1b"
  })
  void keysThatCannotBeUsedAreNamed(String name, @Nullable String value, String pointer) {
    try (var bench = bench()) {
      var keys = new HashMap<>(bench.browser.keys());
      if (value == null) {
        keys.remove(name);
      } else {
        keys.put(name, value);
      }

      assertThat(pointer(bench, "https://push.example.com/x", keys)).contains(pointer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://push.example.com/", "push.example.com", "https://u@example.com/"})
  void endpointsThatMustNotBeCalledAreNamed(String url) {
    try (var bench = bench()) {
      assertThat(pointer(bench, url, bench.browser.keys())).contains("/address");
    }
  }

  @Test
  void checkSaysWhetherTheKeysAreAPair() throws Exception {
    try (var bench = bench()) {
      assertThat(
              bench
                  .provider
                  .check(bench.keep(1, bench.vapid))
                  .toCompletableFuture()
                  .get(5, TimeUnit.SECONDS))
          .isEqualTo(ProviderAnswer.OK);
      assertThat(bench.requests()).isZero();
    }
  }

  private static Optional<String> pointer(
      WebPushBench bench, String url, Map<String, String> keys) {
    return bench
        .provider
        .inspect(new Target(WebPushProvider.CHANNEL, new Address(url), null, null, keys))
        .map(TargetProblem::pointer);
  }
}
