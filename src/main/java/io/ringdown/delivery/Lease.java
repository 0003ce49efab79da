package io.ringdown.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * This node's right to deliver what it owes: held as long as its last heartbeat is young. Counted
 * on the monotonic clock, so that a clock that is set does not matter. Thread-safe.
 *
 * <p>It begins when the heartbeat was sent, and the database stamps it later: so it ends here
 * before any other node may believe that it has ended.
 */
public final class Lease {
  private final long lasting;
  private final LongSupplier nanoTime;
  private volatile long until;
  private volatile boolean granted;

  /**
   * @param lasting how long one heartbeat is good for
   */
  public Lease(Duration lasting, LongSupplier nanoTime) {
    this.lasting = lasting.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether attempts may be started now; never before the first heartbeat. */
  public boolean isHeld() {
    return granted && until - nanoTime.getAsLong() > 0;
  }

  /** The time now, for {@link #renew}. */
  public long now() {
    return nanoTime.getAsLong();
  }

  /** Ends it: from now on what this node owes may be another node's. */
  public void end() {
    granted = false;
  }

  /**
   * A heartbeat was written.
   *
   * @param began {@link #now()} before it was sent
   */
  public void renew(long began) {
    until = began + lasting;
    granted = true;
  }
}
