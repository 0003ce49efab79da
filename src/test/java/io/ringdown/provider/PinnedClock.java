package io.ringdown.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Thread-safe. */
public final class PinnedClock implements InstantSource {
  private static final Instant START = Instant.parse("2026-11-23T08:10:00Z");

  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  /** The monotonic clock. */
  public long nanoTime() {
    return Duration.between(START, now).toNanos();
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
