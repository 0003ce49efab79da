package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.lane.CircuitBreaker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BindingGuardTest {
  private final SteppedTime time = new SteppedTime();
  private final RecordingCallStore store = new RecordingCallStore();
  private int asked;

  @Test
  void whatWaitsForAProviderInTroubleCostsTheStoreNothing() {
    var provider =
        new ScriptedProvider(
            n ->
                CompletableFuture.completedFuture(
                    new DeliveryOutcome.Deferred(Optional.empty(), "timeout", "")));
    var guard = new BindingGuard(provider, delivery -> ++asked > 0, time);
    var dispatcher =
        new CallDispatcher(
            List.of(new CircuitBreaker(guard, time::nanoTime)),
            new OutcomeRecorder(store, time),
            new RetryPlan(new Random(1)),
            time,
            time,
            new UnderWay(100, time.lease(Duration.ofDays(1))));

    for (var i = 0; i < 50; i++) {
      dispatcher.dispatch(List.of(Deliveries.over(ScriptedProvider.CHANNEL, time.instant())));
    }
    time.advance(Duration.ofMinutes(1));

    assertThat(store.outcomes()).filteredOn("expired"::equals).hasSize(50);
    // five open the circuit; the others, and their retries, are its probes alone
    assertThat(provider.taken).hasSizeBetween(6, 12);
    assertThat(asked).isEqualTo(provider.taken.size() - 5);
  }
}
