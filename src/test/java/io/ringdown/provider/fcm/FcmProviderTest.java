package io.ringdown.provider.fcm;

import static io.ringdown.provider.PushProviderContract.deliver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.PushProvider.TargetProblem;
import io.ringdown.provider.CapturedLog;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.RenewedAccessContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FcmProviderTest implements RenewedAccessContract {
  private static final int ONE_CONNECTION = 80;
  private static final int FIRST_SCOUTS = 4;

  @Override
  public FcmBench bench() {
    return new FcmBench();
  }

  @Test
  void messageIsDataOfHighPriorityThatEndsWithTheCall() throws Exception {
    try (FcmBench bench = bench()) {
      Delivery delivery = bench.delivery();
      bench.clock.advance(Duration.ofMillis(400));
      deliver(bench, delivery);

      assertThat(bench.google.messages())
          .singleElement()
          .satisfies(
              message -> {
                assertThat(message.token()).isEqualTo(FcmBench.DEVICE);
                assertThat(message.priority()).isEqualTo("high");
                assertThat(message.ttl()).isEqualTo(Duration.ofSeconds(29));
                assertThat(message.notification()).isFalse();
                assertThat(message.validateOnly()).isFalse();
              });
      assertThat(bench.google.protocols()).containsExactly("HTTP/2.0");
    }
  }

  @Test
  void payloadOfExactlyTheLimitIsDelivered() throws Exception {
    try (FcmBench bench = bench()) {
      String value = "ü".repeat((4096 - 10) / 2);
      assertThat(
              deliver(
                  bench,
                  bench.delivery(Deliveries.payload("{\"twi_params\":\"" + value + "\"}"), RING)))
          .isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aThousandAtOnceShareOneTokenAndFewConnections() throws Exception {
    try (FcmBench bench = bench()) {
      List<CompletableFuture<DeliveryOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        outcomes.add(bench.provider.deliver(bench.delivery()).toCompletableFuture());
      }
      for (CompletableFuture<DeliveryOutcome> outcome : outcomes) {
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
      }

      assertThat(bench.google.messages()).hasSize(1000);
      assertThat(bench.google.tokenRequests()).isEqualTo(1);
      assertThat(bench.store.finds()).isEqualTo(1);
      assertThat(bench.google.connections()).isLessThanOrEqualTo(FIRST_SCOUTS + 7);
    }
  }

  @Test
  void slowGoogleGetsManyAtOnceOverAFewConnections() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery());
      deliver(bench, bench.delivery());
      // one connection is full, and the next is made by one while nobody has answered there
      bench.google.onSend().fallSilent();
      List<CompletableFuture<DeliveryOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        outcomes.add(bench.provider.deliver(bench.delivery()).toCompletableFuture());
      }
      await().until(() -> bench.google.onSend().waiting() == ONE_CONNECTION + 1);

      bench.google.onSend().release(ONE_CONNECTION + 1);
      await().until(() -> bench.google.onSend().waiting() >= 2 * ONE_CONNECTION);

      bench.google.onSend().judge();
      for (CompletableFuture<DeliveryOutcome> outcome : outcomes) {
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
      }
      assertThat(bench.google.connections()).isLessThanOrEqualTo(FIRST_SCOUTS + 7);
    }
  }

  @Test
  void aThousandRejectedAtOnceRenewOnce() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery());
      bench.google.revokeAccessTokens();
      List<CompletableFuture<DeliveryOutcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        outcomes.add(bench.provider.deliver(bench.delivery()).toCompletableFuture());
      }
      for (CompletableFuture<DeliveryOutcome> outcome : outcomes) {
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
      }

      assertThat(bench.google.tokenRequests()).isEqualTo(2);
    }
  }

  @Test
  void probesAnAddressWithoutRingingIt() throws Exception {
    try (FcmBench bench = bench()) {
      assertThat(probe(bench, FcmBench.DEVICE)).isInstanceOf(Accepted.class);
      assertThat(probe(bench, FcmBench.FORGOTTEN))
          .isInstanceOfSatisfying(
              BindingGone.class, gone -> assertThat(gone.code()).isEqualTo("UNREGISTERED"));
      assertThat(bench.google.messages()).isEmpty();
      assertThat(bench.google.sendRequests()).isEqualTo(2);

      bench.google.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
      assertThat(probe(bench, FcmBench.DEVICE)).isInstanceOf(Deferred.class);
    }
  }

  private static DeliveryOutcome probe(FcmBench bench, String token) throws Exception {
    Target target = new Target(FcmProvider.CHANNEL, new Address(token), null, null, Map.of());
    return bench
        .provider
        .probe(Deliveries.ACCOUNT, target, Deliveries.CREDENTIAL)
        .orElseThrow()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @Test
  void tokenThatIsRejectedEvenNewIsRefused() throws Exception {
    try (FcmBench bench = bench()) {
      bench.google.onSend().answerAlways(FakeAnswer.apiError(401, "UNAUTHENTICATED"));

      for (int i = 0; i < 3; i++) {
        assertThat(deliver(bench, bench.delivery()))
            .isInstanceOfSatisfying(
                Refused.class, refused -> assertThat(refused.code()).isEqualTo("401"));
      }
      assertThat(bench.google.tokenRequests()).isEqualTo(2);
    }
  }

  @Test
  void refusedServiceAccountIsToldOnceAndTriedAgainLater() throws Exception {
    try (CapturedLog log = new CapturedLog();
        FcmBench bench = bench()) {
      bench.distrust();
      for (int i = 0; i < 3; i++) {
        assertThat(deliver(bench, bench.delivery()))
            .isInstanceOfSatisfying(
                Refused.class,
                refused -> assertThat(refused.code()).isEqualTo("credential_refused"));
      }
      assertThat(bench.google.tokenRequests()).isEqualTo(1);
      assertThat(log.text()).containsOnlyOnce("RD-4001");

      bench.google.onToken().judge();
      bench.clock.advance(Duration.ofSeconds(30));
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void troubledTokenEndpointIsDeferred() throws Exception {
    try (FcmBench bench = bench()) {
      bench
          .google
          .onToken()
          .answerNext(FakeAnswer.of(503, "").with("Retry-After", "3"), FakeAnswer.CUT);

      assertThat(deliver(bench, bench.delivery()))
          .isInstanceOfSatisfying(
              Deferred.class,
              deferred -> {
                assertThat(deferred.code()).isEqualTo("503");
                assertThat(deferred.retryAfter()).contains(Duration.ofSeconds(3));
              });
      bench.clock.advance(Duration.ofSeconds(3));
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Deferred.class);
      bench.clock.advance(Duration.ofSeconds(1));
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void silentTokenEndpointIsDeferredByDeadline() throws Exception {
    try (FcmBench bench = bench()) {
      bench.google.onToken().fallSilent();

      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), Duration.ofMillis(500))))
          .isInstanceOfSatisfying(
              Deferred.class, deferred -> assertThat(deferred.code()).isEqualTo("timeout"));
    }
  }

  @Test
  void lostConnectionIsReplaced() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery());
      bench.google.onSend().answerNext(FakeAnswer.CUT);
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Deferred.class);

      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void silentConnectionIsNotUsedAgain() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery());
      deliver(bench, bench.delivery());
      assertThat(bench.google.connections()).isEqualTo(1);
      bench.google.onSend().fallSilent();
      deliver(bench, bench.delivery(Deliveries.payload(), Duration.ofMillis(300)));
      bench.google.onSend().judge();

      await()
          .until(
              () ->
                  deliver(bench, bench.delivery()) instanceof Accepted
                      && bench.google.connections() == 2);
    }
  }

  @Test
  void newerVersionReplacesTheCredentialAndAnOlderOneDoesNotBringItBack() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery(1));
      Map<String, Object> other = new HashMap<>(bench.google.serviceAccount());
      other.put("project_id", "another-project");
      bench.keep(other, 2);

      assertThat(deliver(bench, bench.delivery(1))).isInstanceOf(Accepted.class);
      assertThat(deliver(bench, bench.delivery(2)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("403"));
      assertThat(deliver(bench, bench.delivery(1))).isInstanceOf(Refused.class);
      assertThat(bench.store.finds()).isEqualTo(2);
    }
  }

  @Test
  void missingCredentialIsRefused() throws Exception {
    try (FcmBench bench = bench()) {
      bench.store.forget(Deliveries.CREDENTIAL.sid());

      assertThat(code(deliver(bench, bench.delivery()))).isEqualTo("credential_missing");
      assertThat(code(deliver(bench, without(bench, FcmBench.DEVICE, null))))
          .isEqualTo("credential_missing");
      assertThat(code(deliver(bench, without(bench, null, Deliveries.CREDENTIAL))))
          .isEqualTo("address_missing");
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  void deletedCredentialIsForgottenAfterAWhile() throws Exception {
    try (FcmBench bench = bench()) {
      deliver(bench, bench.delivery());
      bench.store.forget(Deliveries.CREDENTIAL.sid());
      bench.clock.advance(Duration.ofHours(1));

      assertThat(code(deliver(bench, bench.delivery()))).isEqualTo("credential_missing");
    }
  }

  @Test
  void storeThatIsDownIsDeferred() throws Exception {
    try (FcmBench bench = bench()) {
      bench.store.down(true);
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Deferred.class);

      bench.store.down(false);
      assertThat(deliver(bench, bench.delivery())).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void inspectsTheToken() {
    try (FcmBench bench = bench()) {
      assertThat(pointer(bench, "abc:DEF-_", null, Map.of())).isEmpty();
      assertThat(pointer(bench, null, null, Map.of())).contains("/address");
      assertThat(pointer(bench, "with blank", null, Map.of())).contains("/address");
      assertThat(pointer(bench, "naïve", null, Map.of())).contains("/address");
      assertThat(pointer(bench, "abc\n", null, Map.of())).contains("/address");
      assertThat(pointer(bench, "abc", "production", Map.of())).isEmpty();
      assertThat(pointer(bench, "abc", null, Map.of("auth", "x"))).contains("/keys");
    }
  }

  private static Optional<String> pointer(
      FcmBench bench,
      @Nullable String address,
      @Nullable String environment,
      Map<String, String> keys) {
    return bench
        .provider
        .inspect(
            new Target(
                FcmProvider.CHANNEL,
                address == null ? null : new Address(address),
                null,
                environment,
                keys))
        .map(TargetProblem::pointer);
  }

  private static Delivery without(
      FcmBench bench, @Nullable String address, @Nullable CredentialRef credential) {
    return Deliveries.delivery(
        FcmProvider.CHANNEL,
        address,
        credential,
        Deliveries.payload(),
        bench.clock.instant(),
        RING);
  }

  private static String code(DeliveryOutcome outcome) {
    return outcome instanceof Refused refused ? refused.code() : outcome.name();
  }
}
