package io.ringdown.delivery.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.ScriptedProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final DeliveryOutcome ACCEPTED = new DeliveryOutcome.Accepted(Optional.empty());

  private final List<CompletableFuture<DeliveryOutcome>> open = new ArrayList<>();
  private final ScriptedProvider hanging =
      new ScriptedProvider(
          n -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
          });

  @Test
  void letsOnlySoManyOutAtOnce() {
    var lane = new Lane(hanging, () -> 2, 10);
    for (var i = 0; i < 5; i++) {
      lane.deliver(delivery());
    }
    assertThat(hanging.taken).hasSize(2);
    assertThat(lane.depth()).isEqualTo(5);

    open.get(0).complete(ACCEPTED);

    assertThat(hanging.taken).hasSize(3);
    assertThat(lane.depth()).isEqualTo(4);
  }

  @Test
  void letsMoreOutWhenItHasWidened() {
    var width = new AtomicInteger(1);
    var lane = new Lane(hanging, width::get, 10);
    for (var i = 0; i < 5; i++) {
      lane.deliver(delivery());
    }
    width.set(3);

    open.get(0).complete(ACCEPTED);

    assertThat(hanging.taken).hasSize(1 + 3);
  }

  @Test
  void defersWhoComesWhenItIsFull() {
    var lane = new Lane(hanging, () -> 1, 1);
    lane.deliver(delivery());
    lane.deliver(delivery());

    var third = lane.deliver(delivery()).toCompletableFuture();

    assertThat(third).isCompletedWithValueMatching(o -> o instanceof DeliveryOutcome.Deferred);
    assertThat(hanging.taken).hasSize(1);
  }

  @Test
  void aProviderThatAnswersAtOnceDoesNotDeepenTheStack() {
    var lane = new Lane(new ScriptedProvider(n -> ScriptedProvider.accepted()), () -> 1, 100_000);
    for (var i = 0; i < 50_000; i++) {
      assertThat(lane.deliver(delivery()).toCompletableFuture()).isDone();
    }
    assertThat(lane.depth()).isZero();
  }

  @Test
  void aProviderThatThrowsEvenAnErrorGivesItsPlaceBack() {
    var provider =
        new ScriptedProvider(
            n -> {
              if (n <= 2) {
                throw new NoClassDefFoundError("Gone");
              }
              return ScriptedProvider.accepted();
            });
    var lane = new Lane(provider, () -> 1, 10);

    assertThat(lane.deliver(delivery()).toCompletableFuture()).isCompletedExceptionally();
    assertThat(lane.deliver(delivery()).toCompletableFuture()).isCompletedExceptionally();

    assertThat(lane.deliver(delivery()).toCompletableFuture()).isCompleted();
    assertThat(lane.depth()).isZero();
  }

  @Test
  void losesNothingUnderManyThreads() throws Exception {
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    var pool = Executors.newFixedThreadPool(8);
    try {
      var provider =
          new ScriptedProvider(n -> new CompletableFuture<>()) {
            @Override
            public CompletableFuture<DeliveryOutcome> deliver(Delivery delivery) {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              return CompletableFuture.supplyAsync(
                  () -> {
                    atOnce.decrementAndGet();
                    return ACCEPTED;
                  },
                  pool);
            }
          };
      var lane = new Lane(provider, () -> 4, 100_000);
      var outcomes = new ConcurrentLinkedQueue<CompletableFuture<DeliveryOutcome>>();
      var callers = new ArrayList<CompletableFuture<Void>>();
      for (var t = 0; t < 8; t++) {
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (var i = 0; i < 2_000; i++) {
                    outcomes.add(lane.deliver(delivery()).toCompletableFuture());
                  }
                }));
      }
      CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
      CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

      assertThat(outcomes).hasSize(16_000);
      assertThat(most.get()).isBetween(1, 4);
      assertThat(lane.depth()).isZero();
    } finally {
      pool.shutdownNow();
    }
  }

  private static Delivery delivery() {
    return Deliveries.over(ScriptedProvider.CHANNEL, Instant.EPOCH);
  }
}
