package io.ringdown.delivery.node;

import io.ringdown.delivery.Lease;
import io.ringdown.delivery.UnderWay;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * The sign of life of this node, and what follows when it could not be given for too long: then
 * nothing is tried any more, because it may be another node's by now, and all that is still ours is
 * looked up again. Thread-safe.
 */
public final class Heartbeat {
  private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

  private final NodeStore nodes;
  private final Lease lease;
  private final UnderWay underWay;
  private final Recovery recovery;
  private final Rounds rounds;
  private final Runnable givenUp;
  private volatile boolean lost = true;
  private volatile long steadySince;
  private boolean ended;

  /**
   * @param givenUp what is to be done when the others gave this node up: its clients have no
   *     bindings any more
   */
  public Heartbeat(
      NodeStore nodes,
      Lease lease,
      UnderWay underWay,
      Recovery recovery,
      Rounds rounds,
      Runnable givenUp) {
    this.nodes = nodes;
    this.lease = lease;
    this.underWay = underWay;
    this.recovery = recovery;
    this.rounds = rounds;
    this.givenUp = givenUp;
  }

  /** Whether the last heartbeats were written. */
  public boolean isBeating() {
    return !lost;
  }

  /**
   * Whether it has been written without a gap for so long. Before that nobody can be blamed for
   * silence: when the database was away, all were silent.
   */
  public boolean isSteadyFor(Duration time) {
    return !lost && lease.now() - steadySince >= time.toNanos();
  }

  /**
   * Beats once; to be called several times while a lease lasts.
   *
   * @return whether it was written
   */
  public synchronized boolean beat() {
    if (ended) {
      return false;
    }
    var began = lease.now();
    boolean living;
    try {
      living = nodes.beat();
    } catch (RuntimeException e) {
      if (!lost && !lease.isHeld()) {
        lost = true;
        LOG.log(
            Level.WARNING,
            "RD-3010 the heartbeat cannot be written; no delivery is tried until it can: {0}",
            e.getClass().getName());
      }
      return false;
    }
    lost = false;
    var again = !living || !lease.isHeld();
    if (again) {
      // Before the lease: of what waited here some may be under way elsewhere.
      underWay.giveUp();
      // now, as the others may have waited for the same database until now
      steadySince = lease.now();
    }
    lease.renew(began);
    if (!living) {
      rounds.soon(givenUp);
    }
    if (again) {
      LOG.log(Level.INFO, "RD-3011 the heartbeat is written; deliveries are tried");
      rounds.soon(recovery::catchUp);
    }
    return true;
  }

  /** Beats no more: whoever has left must not seem to have come back. */
  public synchronized void end() {
    ended = true;
    lease.end();
  }
}
