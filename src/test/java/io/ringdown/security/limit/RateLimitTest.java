package io.ringdown.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final RateLimit limit = new RateLimit(Duration.ofMillis(100), 3, 42, nanos::get);

  @Test
  void burstPassesAndTheNextWaits() {
    assertThat(IntStream.range(0, 3).mapToObj(i -> limit.take("a"))).containsOnly(Duration.ZERO);

    assertThat(limit.look("a")).isEqualTo(Duration.ofMillis(100));
    assertThat(limit.take("a")).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void bucketFillsAgainAsTimeGoesByAndNoFurther() {
    IntStream.range(0, 3).forEach(i -> limit.take("a"));
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isPositive();

    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(IntStream.range(0, 3).mapToObj(i -> limit.take("a"))).containsOnly(Duration.ZERO);
    assertThat(limit.take("a")).isPositive();
  }

  @Test
  void whatIsRefusedCostsNothing() {
    IntStream.range(0, 1000).forEach(i -> limit.take("a"));

    nanos.addAndGet(Duration.ofMillis(100).toNanos());

    assertThat(limit.take("a")).isZero();
  }

  @Test
  void lookingTakesNothing() {
    IntStream.range(0, 1000).forEach(i -> limit.look("a"));

    assertThat(limit.take("a")).isZero();
  }

  @Test
  void keysDoNotDisturbEachOther() {
    IntStream.range(0, 1000).forEach(i -> limit.take("192.0.2.1"));

    var disturbed =
        IntStream.range(0, 250).filter(i -> !limit.look("198.51.100." + i).isZero()).count();
    assertThat(disturbed).isLessThanOrEqualTo(1);
  }

  @Test
  void threadsTogetherGetNoMoreThanTheBurst() {
    var passed =
        IntStream.range(0, 10_000).parallel().filter(i -> limit.take("a").isZero()).count();

    assertThat(passed).isEqualTo(3);
  }
}
