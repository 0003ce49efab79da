package io.ringdown.delivery.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.ScriptedProvider;
import io.ringdown.delivery.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final DeliveryOutcome WELL = new DeliveryOutcome.Accepted(Optional.empty());
  private static final DeliveryOutcome OUTAGE = deferred("timeout");

  private final SteppedTime time = new SteppedTime();
  private final List<CompletableFuture<DeliveryOutcome>> open = new ArrayList<>();
  private DeliveryOutcome answer = OUTAGE;
  private boolean hangs;
  private final ScriptedProvider provider =
      new ScriptedProvider(
          n -> {
            var outcome =
                hangs
                    ? new CompletableFuture<DeliveryOutcome>()
                    : CompletableFuture.completedFuture(answer);
            open.add(outcome);
            return outcome;
          });
  private final CircuitBreaker breaker = new CircuitBreaker(provider, time::nanoTime);

  @Test
  void opensAfterARunOfFailuresAndThenAnswersAtOnce() {
    deliver(4);
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);

    deliver(1);

    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
    assertThat(deliver())
        .isCompletedWithValueMatching(
            outcome ->
                outcome instanceof DeliveryOutcome.Deferred deferred
                    && deferred.code().equals("circuit_open")
                    && deferred.retryAfter().equals(Optional.of(Duration.ofSeconds(1))));
    assertThat(provider.taken).hasSize(5);
  }

  @Test
  void opensWhenHalfOfWhatItSawFailed() {
    for (var i = 0; i < 9; i++) {
      answer(WELL);
      answer(OUTAGE);
    }
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);

    answer(WELL);
    answer(OUTAGE);

    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void aBindingThatChangedSaysNothingAboutTheProvider() {
    deliver(5);
    time.advance(Duration.ofSeconds(1));
    answer = DeliveryOutcome.BindingGone.changed();
    deliver();
    assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);

    answer(WELL);

    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void whatIsNotTheProvidersFaultDoesNotOpenIt() {
    for (var code : List.of("QUOTA_EXCEEDED", "429", "shutting_down", "credential_unavailable")) {
      answer = deferred(code);
      deliver(30);
    }
    answer = new DeliveryOutcome.Refused("403", "");
    deliver(30);
    answer = new DeliveryOutcome.BindingGone(Optional.empty(), "UNREGISTERED", "");
    deliver(30);

    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    assertThat(provider.taken).hasSize(180);
  }

  @Test
  void everyOutageCountsAndSoDoesAProviderThatThrows() {
    for (var code : List.of("timeout", "connect_failed", "tls_failed", "503")) {
      answer(deferred(code));
    }
    open.clear();
    hangs = true;
    deliver();
    open.get(0).completeExceptionally(new IllegalStateException());

    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void oneProbeAtATimeClosesItWhenItComesBackWell() {
    deliver(5);
    time.advance(Duration.ofSeconds(1));
    assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);
    hangs = true;
    open.clear();

    deliver(3);
    assertThat(provider.taken).hasSize(6);
    open.get(0).complete(WELL);

    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    deliver(3);
    assertThat(provider.taken).hasSize(9);
  }

  @Test
  void aProbeThatFailsMakesTheRestLongerUpToABound() {
    deliver(5);
    for (var seconds : new int[] {1, 2, 4, 8, 8}) {
      time.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
      time.advance(Duration.ofMillis(1));
      var before = provider.taken.size();
      deliver(2);
      assertThat(provider.taken).hasSize(before + 1);
    }
  }

  @Test
  void aProbeThatTellsNothingIsFollowedByAnother() {
    deliver(5);
    time.advance(Duration.ofSeconds(1));
    answer(deferred("429"));
    assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);

    answer(WELL);

    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void aProbeThatNeverComesBackIsFollowedByAnother() {
    deliver(5);
    time.advance(Duration.ofSeconds(1));
    hangs = true;
    deliver(1);
    time.advance(Duration.ofSeconds(15));
    hangs = false;

    answer(WELL);

    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void whatComesBackFromBeforeSaysNothingAboutNow() {
    hangs = true;
    deliver(20);
    open.subList(0, 5).forEach(outcome -> outcome.complete(OUTAGE));
    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);

    open.get(5).complete(WELL);
    assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);

    time.advance(Duration.ofSeconds(1));
    hangs = false;
    answer(WELL);
    open.subList(6, 20).forEach(outcome -> outcome.complete(OUTAGE));
    assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
  }

  private void answer(DeliveryOutcome outcome) {
    answer = outcome;
    deliver(1);
  }

  private void deliver(int times) {
    for (var i = 0; i < times; i++) {
      deliver();
    }
  }

  private CompletionStage<DeliveryOutcome> deliver() {
    return breaker.deliver(Deliveries.over(ScriptedProvider.CHANNEL, time.instant()));
  }

  private static DeliveryOutcome deferred(String code) {
    return new DeliveryOutcome.Deferred(Optional.empty(), code, "");
  }
}
