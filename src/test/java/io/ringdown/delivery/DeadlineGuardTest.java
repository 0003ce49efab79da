package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineGuardTest {
  private final SteppedTime time = new SteppedTime();
  private final ScriptedProvider provider = new ScriptedProvider(n -> ScriptedProvider.accepted());

  @Test
  void atTheDeadlineNothingGoesOutAnyMore() {
    var guard = new DeadlineGuard(provider, time);
    var delivery = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());

    time.advance(Duration.ofSeconds(31));

    assertThat(guard.deliver(delivery).toCompletableFuture())
        .isCompletedWithValue(new DeliveryOutcome.Expired(Duration.ofSeconds(1)));
    assertThat(provider.taken).isEmpty();
  }

  @Test
  void beforeTheDeadlineItHandsOn() {
    var guard = new DeadlineGuard(provider, time);

    guard.deliver(Deliveries.over(ScriptedProvider.CHANNEL, time.instant()));

    assertThat(provider.taken).hasSize(1);
  }
}
