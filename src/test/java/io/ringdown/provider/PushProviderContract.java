package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every provider promises that delivers over a network. */
public interface PushProviderContract {
  Duration RING = Duration.ofSeconds(30);

  /** A new bench. */
  PushBench bench() throws Exception;

  /** The outcome of delivering. */
  static DeliveryOutcome deliver(PushBench bench, Delivery delivery) throws Exception {
    return bench.provider().deliver(delivery).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  default void acceptedPushGivesReceipt() throws Exception {
    try (PushBench bench = bench()) {
      DeliveryOutcome outcome = deliver(bench, bench.delivery(Deliveries.payload(), RING));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Accepted.class, accepted -> assertThat(accepted.receipt()).isPresent());
    }
  }

  @Test
  default void everyPayloadFieldArrivesUnchanged() throws Exception {
    CallPayload payload =
        Deliveries.payload(
            """
            { "twi_to" : "client:bob", "twi_from":"client:al\\u0069ce \\ud83d\\ude00 ü \\\\ \\" /",
              "twi_message_type":"twilio.voice.call","twi_call_sid":"CA1","twi_bridge_token":"b",
              "twi_stir_status": null, "number":1.0e5, "big":12345678901234567890123, "empty":"",
              "yes":true, "list":[1 , "two",{"x" : [ ]}], "object":{"a": 1,  "b":"}\\""} , "tail":-0 }
            """);
    try (PushBench bench = bench()) {
      assertThat(deliver(bench, bench.delivery(payload, RING))).isInstanceOf(Accepted.class);

      bench.assertArrived(payload);
    }
  }

  @Test
  default void forgottenAddressIsGone() throws Exception {
    try (PushBench bench = bench()) {
      assertThat(deliver(bench, bench.toForgottenAddress())).isInstanceOf(BindingGone.class);
    }
  }

  @Test
  default void throttlingIsDeferredForAsLongAsAsked() throws Exception {
    try (PushBench bench = bench()) {
      bench.throttle(Duration.ofSeconds(7));

      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOfSatisfying(
              Deferred.class,
              deferred ->
                  assertThat(deferred.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(7))));
    }
  }

  @Test
  default void cutLineIsDeferred() throws Exception {
    try (PushBench bench = bench()) {
      bench.cutLine();

      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOf(Deferred.class);
    }
  }

  @Test
  default void silenceIsDeferredByDeadline() throws Exception {
    try (PushBench bench = bench()) {
      bench.fallSilent();

      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), Duration.ofMillis(700))))
          .isInstanceOfSatisfying(
              Deferred.class, deferred -> assertThat(deferred.code()).isEqualTo("timeout"));
    }
  }

  @Test
  default void distrustIsRefusedAndNotRepeated() throws Exception {
    try (PushBench bench = bench()) {
      bench.distrust();

      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOf(Refused.class);
      assertThat(bench.requests()).isEqualTo(1);
    }
  }

  @Test
  default void oversizePayloadIsRefusedBeforeSending() throws Exception {
    try (PushBench bench = bench()) {
      assertThat(deliver(bench, bench.delivery(bench.oversize(), RING)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo("payload_too_large"));
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  default void malformedPayloadIsRefusedBeforeSending() throws Exception {
    try (PushBench bench = bench()) {
      assertThat(deliver(bench, bench.delivery(Deliveries.payload("{\"twi_to\":"), RING)))
          .isInstanceOf(Refused.class);
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  default void lateDeliveryExpiresWithoutTouchingTheNetwork() throws Exception {
    try (PushBench bench = bench()) {
      Delivery delivery = bench.delivery(Deliveries.payload(), RING);
      bench.clock().advance(RING.plusSeconds(2));

      assertThat(deliver(bench, delivery)).isEqualTo(new Expired(Duration.ofSeconds(2)));
      assertThat(bench.requests()).isZero();
    }
  }

  @Test
  default void deadlineItselfIsLate() throws Exception {
    try (PushBench bench = bench()) {
      Delivery delivery = bench.delivery(Deliveries.payload(), RING);
      bench.clock().advance(RING);

      assertThat(deliver(bench, delivery)).isEqualTo(new Expired(Duration.ZERO));
    }
  }

  @Test
  default void secretsStayOutOfLogs() throws Exception {
    StringBuilder seen = new StringBuilder();
    try (CapturedLog log = new CapturedLog();
        PushBench bench = bench()) {
      seen.append(deliver(bench, bench.delivery(Deliveries.payload(), RING)));
      seen.append(deliver(bench, bench.toForgottenAddress()));
      seen.append(deliver(bench, bench.delivery(bench.oversize(), RING)));
      bench.cutLine();
      seen.append(deliver(bench, bench.delivery(Deliveries.payload(), RING)));
      bench.distrust();
      seen.append(deliver(bench, bench.delivery(Deliveries.payload(), RING)));
      seen.append(log.text());

      assertThat(seen.toString()).doesNotContain(bench.secrets());
    }
  }

  @Test
  default void closeWaitsForThoseInFlight() throws Exception {
    try (PushBench bench = bench()) {
      bench.fallSilent();
      CompletableFuture<DeliveryOutcome> outcome =
          bench
              .provider()
              .deliver(bench.delivery(Deliveries.payload(), RING))
              .toCompletableFuture();
      await().until(() -> bench.waiting() == 1);
      CompletableFuture<Boolean> deliveredBeforeClosed = new CompletableFuture<>();
      Thread closing =
          new Thread(
              () -> {
                try {
                  bench.closeProvider();
                  deliveredBeforeClosed.complete(outcome.isDone());
                } catch (Exception e) {
                  deliveredBeforeClosed.completeExceptionally(e);
                }
              });
      closing.start();
      await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
      assertThat(deliver(bench, bench.delivery(Deliveries.payload(), RING)))
          .isInstanceOf(Deferred.class);
      bench.speak();

      assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
      assertThat(deliveredBeforeClosed.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
