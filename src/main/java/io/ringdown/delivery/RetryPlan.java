package io.ringdown.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a deferred delivery is tried again: after a pause that doubles each time, shortened by
 * chance so that many do not come back at once, and never before the provider's own {@code
 * Retry-After}. Thread-safe if its generator is.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110: Retry-After</a>
 */
public final class RetryPlan {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final int DOUBLINGS = 4;

  private final RandomGenerator random;

  public RetryPlan(RandomGenerator random) {
    this.random = random;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param attempts how many there were, 1 or more
   * @param retryAfter what the provider asked for
   * @return nothing when the next attempt would come at the deadline or later
   */
  public Optional<Duration> pause(
      int attempts, Optional<Duration> retryAfter, Instant now, Instant deadline) {
    var doubled = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS));
    var longest = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    var jittered =
        Duration.ofMillis(longest.toMillis() / 2 + random.nextLong(longest.toMillis() / 2 + 1));
    var pause = retryAfter.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered);
    return now.plus(pause).isBefore(deadline) ? Optional.of(pause) : Optional.empty();
  }
}
