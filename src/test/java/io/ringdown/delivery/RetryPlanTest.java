package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    assertThat(IntStream.range(0, 50).mapToObj(i -> pause(5, Optional.empty())).distinct())
        .hasSizeGreaterThan(20);
  }

  @Test
  void retryAfterIsObeyed() {
    for (var i = 0; i < 200; i++) {
      assertThat(pause(1, Optional.of(Duration.ofSeconds(7))))
          .isBetween(Duration.ofSeconds(7), Duration.ofMillis(8_400));
      assertThat(pause(1, Optional.of(Duration.ofSeconds(1))))
          .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_500));
    }
  }

  @Test
  void thoseWhoWereAskedToComeBackTogetherDoNot() {
    assertThat(
            IntStream.range(0, 1_000)
                .mapToObj(i -> pause(1, Optional.of(Duration.ofSeconds(1))).toMillis() / 100)
                .collect(Collectors.groupingBy(tenth -> tenth, Collectors.counting()))
                .values())
        .allSatisfy(atOnce -> assertThat(atOnce).isLessThan(300));
  }

  @Test
  void whoMayComeBackBeforeTheDeadlineIsNotKeptBeyondIt() {
    var left = Duration.ofSeconds(7).plusMillis(100);
    for (var i = 0; i < 200; i++) {
      assertThat(plan.pause(1, Optional.of(Duration.ofSeconds(7)), DEADLINE.minus(left), DEADLINE))
          .hasValueSatisfying(
              pause -> assertThat(pause).isBetween(Duration.ofSeconds(7), left.minusMillis(50)));
    }
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
