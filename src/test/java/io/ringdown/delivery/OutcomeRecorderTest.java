package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeRecorderTest {
  private final SteppedTime time = new SteppedTime();
  private final RecordingCallStore store = new RecordingCallStore();
  private final List<DeliveryAttempt> counted = new ArrayList<>();
  private final List<DeliveryAttempt> ended = new ArrayList<>();
  private final OutcomeRecorder recorder = new OutcomeRecorder(store, time, counted::add);

  @Test
  void whatComesWhileTheStoreIsSlowWaitsForTheOneWriter() {
    var nested = new ArrayList<Integer>();
    store.before =
        batch -> {
          nested.add(batch.size());
          if (nested.size() <= 3) {
            record(accepted());
            // another thread's time passes while the store is busy
            time.advance(Duration.ofMillis(50));
            assertThat(store.attempts).hasSize(nested.size() - 1);
          }
        };
    record(accepted());

    time.advance(Duration.ofSeconds(1));

    assertThat(nested).containsExactly(1, 1, 1, 1);
    assertThat(ended).hasSize(4);
  }

  @Test
  void anErrorLosesNothing() {
    var first = new boolean[] {true};
    store.before =
        batch -> {
          if (first[0]) {
            first[0] = false;
            throw new NoClassDefFoundError("Gone");
          }
        };
    record(accepted());
    time.advance(Duration.ofSeconds(2));

    assertThat(store.attempts).hasSize(1);
    assertThat(ended).hasSize(1);
  }

  @Test
  void oneThatTheStoreNeverTakesHoldsUpNoOther() {
    var poisoned = accepted();
    store.before =
        batch -> {
          if (batch.contains(poisoned)) {
            throw new IllegalArgumentException("poisoned");
          }
        };
    for (var i = 0; i < 300; i++) {
      record(i == 123 ? poisoned : accepted());
    }
    time.advance(Duration.ofSeconds(10));
    assertThat(store.attempts).hasSize(299).doesNotContain(poisoned);

    for (var i = 0; i < 20; i++) {
      record(accepted());
      time.advance(Duration.ofMillis(100));
      record(accepted());
      time.advance(Duration.ofMillis(600));
    }

    assertThat(store.attempts).hasSize(299 + 40).doesNotContain(poisoned);
    assertThat(ended).hasSize(300 + 40).contains(poisoned);
  }

  @Test
  void aStoreThatIsAwayForLongGetsEverything() {
    for (var i = 0; i < 300; i++) {
      record(accepted());
    }
    store.away = true;
    time.advance(Duration.ofMinutes(5));
    record(accepted());
    store.away = false;
    time.advance(Duration.ofSeconds(5));

    assertThat(store.attempts).hasSize(301);
    assertThat(ended).hasSize(301);
  }

  @Test
  void whatAskedNoProviderIsWrittenOnceForADeliveryAndCountedAlways() {
    var delivery = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
    var rest = Optional.of(Duration.ofSeconds(8));
    for (var i = 0; i < 100; i++) {
      record(attempt(delivery, new Deferred(rest, "circuit_open", "The provider is in trouble.")));
    }
    record(attempt(delivery, new Deferred(rest, "503", "UNAVAILABLE")));
    record(attempt(delivery, new Deferred(rest, "lane_full", "")));
    time.advance(Duration.ofSeconds(1));

    assertThat(store.attempts)
        .extracting(DeliveryAttempt::outcome)
        .containsExactly(
            new Deferred(Optional.empty(), "circuit_open", "The provider is in trouble."),
            new Deferred(rest, "503", "UNAVAILABLE"));
    assertThat(counted).hasSize(102);
    assertThat(ended).hasSize(102);
  }

  @Test
  void whatIsWrittenIsPutOnDiskBesideTheWriting() {
    record(accepted());
    time.advance(Duration.ofMillis(30));
    assertThat(ended).hasSize(1);

    time.advance(Duration.ofMillis(1));

    assertThat(store.settled).isOne();
  }

  @Test
  void closingWritesWhatWaits() {
    record(accepted());
    recorder.close();

    assertThat(store.attempts).hasSize(1);
    assertThat(store.settled).isOne();
  }

  private void record(DeliveryAttempt attempt) {
    recorder.record(attempt, () -> ended.add(attempt));
  }

  private DeliveryAttempt accepted() {
    return attempt(
        Deliveries.over(ScriptedProvider.CHANNEL, time.instant()), new Accepted(Optional.empty()));
  }

  private DeliveryAttempt attempt(Delivery delivery, DeliveryOutcome outcome) {
    return new DeliveryAttempt(delivery, time.instant(), Duration.ZERO, outcome);
  }
}
