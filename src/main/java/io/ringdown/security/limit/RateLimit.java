package io.ringdown.security.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * So many of a kind in a time for each key, and a burst at once. Of a key nothing is kept but the
 * moment at which its bucket will be full again, in a table of fixed size that the key's hash leads
 * into: no memory that a flood could fill, nothing to sweep, no lock. Two keys may share a bucket,
 * once in 65536 pairs. Thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">The generic cell rate
 *     algorithm</a>
 */
public final class RateLimit {
  private static final int BUCKETS = 1 << 16;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final AtomicLongArray fullAt = new AtomicLongArray(BUCKETS);
  private final long interval;
  private final long tolerance;
  private final long seed;
  private final LongSupplier nanoTime;
  private final long origin;

  /**
   * @param interval after which one more is there, in the long run
   * @param burst how many at once, at least 1
   * @param seed what the hash begins with, so that nobody outside can tell who shares a bucket
   * @param nanoTime a clock that never goes back
   */
  public RateLimit(Duration interval, int burst, long seed, LongSupplier nanoTime) {
    this.interval = interval.toNanos();
    this.tolerance = this.interval * burst;
    this.seed = seed;
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
  }

  /**
   * Takes one from the key's bucket.
   *
   * @return zero when there was one, else how long it takes until there is
   */
  public Duration take(String key) {
    int bucket = bucket(key);
    while (true) {
      long now = nanoTime.getAsLong() - origin;
      long before = fullAt.get(bucket);
      long after = Math.max(before, now) + interval;
      if (after - now > tolerance) {
        return Duration.ofNanos(after - now - tolerance);
      }
      if (fullAt.compareAndSet(bucket, before, after)) {
        return Duration.ZERO;
      }
    }
  }

  /** As {@link #take}, without taking it. */
  public Duration look(String key) {
    long now = nanoTime.getAsLong() - origin;
    long excess = Math.max(fullAt.get(bucket(key)), now) + interval - now - tolerance;
    return excess > 0 ? Duration.ofNanos(excess) : Duration.ZERO;
  }

  private int bucket(String key) {
    long hash = seed;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return (int) (hash >>> 48);
  }
}
