package io.ringdown.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. Thread-safe. */
public final class PinnedClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-11-23T08:10:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
