package io.ringdown.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a deferred delivery is tried again: after a pause that doubles each time, shortened by
 * chance so that many do not come back at once. Never before the time that was asked for, by the
 * provider's {@code Retry-After} or a circuit's rest; and as many were asked the same, chance
 * spreads them over some time after it. Thread-safe if its generator is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110: Retry-After</a>
 */
public final class RetryPlan {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final int DOUBLINGS = 4;
  private static final Duration LEAST_SPREAD = Duration.ofMillis(500);
  private static final int FIFTH = 5;

  private final RandomGenerator random;

  public RetryPlan(RandomGenerator random) {
    this.random = random;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param attempts how many there were, 1 or more
   * @param retryAfter the time that was asked for
   * @return nothing when the next attempt would come at the deadline or later
   */
  public Optional<Duration> pause(
      int attempts, Optional<Duration> retryAfter, Instant now, Instant deadline) {
    var doubled = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    var longest = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    var jittered =
        Duration.ofMillis(longest.toMillis() / 2 + random.nextLong(longest.toMillis() / 2 + 1));
    var left = Duration.between(now, deadline);
    var pause =
        retryAfter
            .filter(asked -> asked.compareTo(jittered) > 0)
            .map(asked -> asked.plus(spread(asked, left)))
            .orElse(jittered);
    return pause.compareTo(left) < 0 ? Optional.of(pause) : Optional.empty();
  }

  /** By chance up to a fifth of what was asked, or 500 ms; at most half of what is left then. */
  private Duration spread(Duration asked, Duration left) {
    if (asked.compareTo(left) >= 0) {
      return Duration.ZERO;
    }
    var most = Math.max(asked.toMillis() / FIFTH, LEAST_SPREAD.toMillis());
    var room = left.minus(asked).toMillis() / 2;
    return Duration.ofMillis(random.nextLong(Math.min(most, room) + 1));
  }
}
