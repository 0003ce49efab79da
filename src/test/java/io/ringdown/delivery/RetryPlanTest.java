package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");
  private static final Instant DEADLINE = NOW.plusSeconds(30);

  private final RetryPlan plan = new RetryPlan(new Random(3));

  @Test
  void theFirstPauseIsShortAndLaterOnesGrowToABound() {
    for (var i = 0; i < 200; i++) {
      assertThat(pause(1, Optional.empty()))
          .isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
      assertThat(pause(3, Optional.empty()))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      assertThat(pause(50, Optional.empty()))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }
  }

  @Test
  void pausesDifferSoThatManyDoNotComeBackAtOnce() {
    assertThat(
            java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> pause(5, Optional.empty()))
                .distinct())
        .hasSizeGreaterThan(20);
  }

  @Test
  void retryAfterIsObeyed() {
    assertThat(pause(1, Optional.of(Duration.ofSeconds(7)))).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void nothingIsTriedAtTheDeadlineOrLater() {
    assertThat(plan.pause(1, Optional.of(Duration.ofSeconds(30)), NOW, DEADLINE)).isEmpty();
    assertThat(plan.pause(1, Optional.empty(), DEADLINE.minusMillis(100), DEADLINE)).isEmpty();
  }

  private Duration pause(int attempts, Optional<Duration> retryAfter) {
    return plan.pause(attempts, retryAfter, NOW, DEADLINE).orElseThrow();
  }
}
