package io.ringdown.provider.apns;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.HesitantServer;
import io.ringdown.provider.PushProviderContract;
import io.ringdown.provider.fcm.FakeAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApnsVoipTest implements PushProviderContract {
  @Override
  public ApnsBench bench() {
    return new ApnsBench(true);
  }

  /** Apple counts per device and says no time: for this call that was all. */
  @Override
  @Test
  public void throttlingIsDeferredForAsLongAsAsked() throws Exception {
    try (var bench = bench()) {
      bench.throttle(RING);

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Refused.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, InternalServerError, true",
    "503, ServiceUnavailable, true",
    "503, Shutdown, true",
    "502, '', true",
    "400, IdleTimeout, false"
  })
  void errorsAtApplesAreOutages(int status, String reason, boolean outage) throws Exception {
    try (var bench = bench()) {
      bench.apple.script().answerAlways(FakeApns.reason(status, reason));

      assertThat(deliver(bench, bench.delivery()))
          .isInstanceOfSatisfying(
              Deferred.class,
              deferred -> assertThat(bench.provider.isOutage(deferred)).isEqualTo(outage));
    }
  }

  @Test
  void pushIsOfTheTypeThatWakesTheAppAndIsNeverStored() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);

      var arrival = bench.apple.arrivals().get(0);
      assertThat(arrival.headers())
          .containsEntry("apns-push-type", "voip")
          .containsEntry("apns-topic", FakeApns.BUNDLE + ".voip")
          .containsEntry("apns-priority", "10")
          .containsEntry("apns-expiration", "0")
          .doesNotContainKey("apns-collapse-id");
      assertThat(arrival.payload()).startsWith("{\"aps\":{},");
    }
  }

  @Test
  void nothingLateLeavesWhenAppleIsReadyAtLast() throws Exception {
    try (var apple = new HesitantServer(1000);
        var bench = new ApnsBench(apple)) {
      apple.answers.countDown();
      var first = bench.provider().deliver(bench.delivery());
      var hasty =
          bench
              .provider()
              .deliver(bench.delivery(Deliveries.payload(), Duration.ofMillis(300)))
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      var last = bench.provider().deliver(bench.delivery());
      bench.clock.advance(Duration.ofSeconds(1));
      apple.handshake.countDown();
      apple.settings.countDown();

      assertThat(hasty).isInstanceOf(Deferred.class);
      for (var patient : List.of(first, last)) {
        assertThat(patient.toCompletableFuture().get(10, TimeUnit.SECONDS))
            .isInstanceOf(Accepted.class);
      }
      assertThat(apple.requests.drainPermits()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "twi_message_type",
        "twi_call_sid",
        "twi_bridge_token",
        "twi_from",
        "twi_to",
        "aps"
      })
  void bodyThatTheSdkCannotReadNeverReachesADevice(String member) throws Exception {
    var json = new ObjectMapper();
    var body = (ObjectNode) json.readTree(Deliveries.payload().bytes());
    if (member.equals("aps")) {
      body.putObject("aps");
    } else {
      body.remove(member);
    }
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery(Deliveries.payload(body.toString()), RING)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("payload_incomplete"));
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  void payloadOfExactlyTheLimitIsDelivered() throws Exception {
    var body = new String(Deliveries.payload().bytes(), StandardCharsets.UTF_8);
    var start = body.substring(0, body.length() - 1) + ",\"twi_params\":\"";
    var room = 5120 - "{\"aps\":{},".length() - (start.length() - 1) - "\"}".length();
    try (var bench = bench()) {
      assertThat(
              deliver(
                  bench,
                  bench.delivery(Deliveries.payload(start + "x".repeat(room) + "\"}"), RING)))
          .isInstanceOf(Accepted.class);
      assertThat(
              deliver(
                  bench,
                  bench.delivery(Deliveries.payload(start + "x".repeat(room + 1) + "\"}"), RING)))
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void tokenOfTheOtherEnvironmentRingsAndIsCorrected() throws Exception {
    try (var bench = bench()) {
      var token = "ab".repeat(32);
      bench.apple.acceptInSandbox(token);

      assertThat(deliver(bench, bench.delivery(token, null)))
          .isInstanceOfSatisfying(
              Accepted.class, accepted -> assertThat(accepted.environment()).isEqualTo("sandbox"));
      assertThat(deliver(bench, bench.delivery(token, "sandbox")))
          .isInstanceOfSatisfying(
              Accepted.class, accepted -> assertThat(accepted.environment()).isNull());
      assertThat(bench.requests()).isEqualTo(3);
    }
  }

  @Test
  void tokenOfNoEnvironmentIsGoneAfterOneTryInEach() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery("cd".repeat(32), null)))
          .isInstanceOfSatisfying(
              BindingGone.class,
              outcome -> {
                assertThat(outcome.code()).isEqualTo("BadDeviceToken");
                assertThat(outcome.twilioCode()).isEqualTo(52134);
                assertThat(outcome.since()).isEmpty();
              });
      assertThat(bench.requests()).isEqualTo(2);
    }
  }

  @Test
  void forgottenTokenIsGoneSinceAppleSaysSo() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.toForgottenAddress()))
          .isInstanceOfSatisfying(
              BindingGone.class,
              outcome ->
                  assertThat(outcome.since()).contains(bench.clock.instant().plusSeconds(60)));
    }
  }

  @Test
  void expiredProviderTokenIsRenewedOnce() throws Exception {
    try (var bench = bench()) {
      overBothConnections(bench);
      bench.clock.advance(Duration.ofMinutes(20));
      bench.apple.expireTokens();

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      assertThat(bench.requests()).isEqualTo(4);
      assertThat(bench.apple.tokens()).hasSize(3);
    }
  }

  @Test
  void aCrowdWhoseProviderTokenExpiredSharesANewOne() throws Exception {
    try (var bench = bench()) {
      overBothConnections(bench);
      bench.clock.advance(Duration.ofMinutes(20));
      bench.apple.expireTokens();
      var outcomes = new ArrayList<CompletableFuture<DeliveryOutcome>>();
      for (var i = 0; i < 50; i++) {
        outcomes.add(bench.provider.deliver(bench.delivery()).toCompletableFuture());
      }
      for (var outcome : outcomes) {
        // those that the old connections take with them are tried again by the dispatcher
        assertThat(outcome.get(30, TimeUnit.SECONDS))
            .isInstanceOfAny(Accepted.class, Deferred.class);
      }

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      // one for each of the old and of the new connections
      assertThat(bench.apple.tokens()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void youngProviderTokenThatIsCalledExpiredIsNotMadeAnew() throws Exception {
    try (var bench = bench()) {
      overBothConnections(bench);
      bench.clock.advance(Duration.ofMinutes(19));
      bench.apple.expireTokens();

      assertThat(deliver(bench, bench.delivery()))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.twilioCode()).isEqualTo(52148));
      assertThat(bench.requests()).isEqualTo(3);
    }
  }

  private static void overBothConnections(ApnsBench bench) throws Exception {
    deliver(bench, bench.delivery());
    deliver(bench, bench.delivery());
    assertThat(bench.apple.tokens()).hasSize(2);
  }

  @Test
  void aThousandShareFewConnectionsAndOneTokenEach() throws Exception {
    try (var bench = bench()) {
      // in lots no larger than the lane lets through
      for (var lot = 0; lot < 10; lot++) {
        var outcomes = new ArrayList<CompletableFuture<DeliveryOutcome>>();
        for (var i = 0; i < 100; i++) {
          outcomes.add(bench.provider.deliver(bench.delivery()).toCompletableFuture());
        }
        for (var outcome : outcomes) {
          assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
        }
      }

      assertThat(bench.apple.arrivals()).hasSize(1000);
      assertThat(bench.apple.connections()).isLessThanOrEqualTo(2);
      assertThat(bench.apple.tokens()).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void lostConnectionIsReplaced() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      bench.apple.script().answerNext(FakeAnswer.CUT);
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Deferred.class);

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void changedCredentialIsUsedAtOnce() throws Exception {
    try (var bench = bench()) {
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
      bench.keep(2, Map.of("bundle_id", "com.acme.other"));
      var plain = bench.delivery();
      var newer =
          new Delivery(
              plain.sid(),
              plain.call(),
              plain.binding(),
              plain.target(),
              plain.registeredAt(),
              new CredentialRef(Deliveries.CREDENTIAL.sid(), 2));

      assertThat(deliver(bench, newer))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.code()).isEqualTo("TopicDisallowed");
                assertThat(refused.twilioCode()).isEqualTo(52143);
              });
    }
  }

  @Test
  void checkAsksAppleWithoutReachingAnybody() throws Exception {
    try (var bench = bench()) {
      var credential = bench.keep(1, Map.of());
      assertThat(check(bench, credential)).isEqualTo(ProviderAnswer.OK);
      bench.distrust();
      assertThat(check(bench, credential).reason()).isEqualTo("InvalidProviderToken");
      assertThat(bench.apple.arrivals()).isEmpty();
    }
  }

  @Test
  void tokensAreHexAndNothingElse() {
    try (var bench = bench()) {
      var provider = bench.provider;
      assertThat(provider.inspect(target("0F".repeat(32)))).isEmpty();
      assertThat(provider.inspect(target("0f".repeat(31)))).isPresent();
      assertThat(provider.inspect(target("0f".repeat(32) + "0"))).isPresent();
      assertThat(provider.inspect(target("fT9-device_1:APA91b".repeat(4)))).isPresent();
    }
  }

  private static Target target(String address) {
    return new Target(ApnsProvider.VOIP, new Address(address), null, null, Map.of());
  }

  private static ProviderAnswer check(ApnsBench bench, PushCredential credential) throws Exception {
    return bench.provider.check(credential).toCompletableFuture().get(15, TimeUnit.SECONDS);
  }
}
