package io.ringdown.app.metrics;

import io.ringdown.binding.BindingCensus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The latest count of bindings, at most some seconds old, so that nobody can keep the database busy
 * by asking. Empty while the database cannot tell. Thread-safe.
 */
final class CachedCensus implements BindingCensus {
  private static final System.Logger LOG = System.getLogger(CachedCensus.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final BindingCensus census;
  private final LongSupplier nanoTime;
  private List<Count> counts = List.of();
  private long countAt;

  /**
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  CachedCensus(BindingCensus census, LongSupplier nanoTime) {
    this.census = census;
    this.nanoTime = nanoTime;
    this.countAt = nanoTime.getAsLong();
  }

  @Override
  public synchronized List<Count> count() {
    var now = nanoTime.getAsLong();
    if (now - countAt >= 0) {
      countAt = now + FRESH.toNanos();
      counts = ask();
    }
    return counts;
  }

  private List<Count> ask() {
    try {
      return census.count();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-3503 the bindings could not be counted for the metrics: {0}",
          e.getClass().getName());
      return List.of();
    }
  }
}
