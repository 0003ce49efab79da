package io.ringdown.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The deliveries that this process sees to, each at most once however often it is brought: from the
 * webhook, by a signal, by a poll, by a takeover. One stays until its end is written down, or until
 * it is given up because it may be another node's by now. Thread-safe.
 */
public final class UnderWay {
  private final Map<DeliverySid, Ticket> tickets = new ConcurrentHashMap<>();
  private final int capacity;
  private final Lease lease;

  /**
   * @param capacity the most that may be taken on; what is stored already goes beyond it
   * @param lease without which no attempt is started
   */
  public UnderWay(int capacity, Lease lease) {
    this.capacity = capacity;
    this.lease = lease;
  }

  /** How many more may be taken on. */
  public int room() {
    return Math.max(0, capacity - tickets.size());
  }

  /** How many there are. */
  public int size() {
    return tickets.size();
  }

  /** The time on the monotonic clock, in nanoseconds. */
  long now() {
    return lease.now();
  }

  /** Lets a delivery in, unless it is here. */
  public Optional<Ticket> enter(DeliverySid sid) {
    var ticket = new Ticket(sid);
    return tickets.putIfAbsent(sid, ticket) == null ? Optional.of(ticket) : Optional.empty();
  }

  /** Whether a delivery is here. */
  public boolean has(DeliverySid sid) {
    return tickets.containsKey(sid);
  }

  /** Gives up all that wait for an attempt; those at a provider just now get no further one. */
  public void giveUp() {
    tickets.values().forEach(Ticket::giveUp);
  }

  /**
   * Waits until none is left.
   *
   * @return whether none is left
   */
  public synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    var left = atMost.toNanos();
    var began = System.nanoTime();
    while (!tickets.isEmpty()) {
      var wait = left - (System.nanoTime() - began);
      if (wait <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, wait);
    }
    return true;
  }

  private synchronized void noneLeft() {
    notifyAll();
  }

  /** A delivery's stay. */
  public final class Ticket {
    private final DeliverySid sid;
    private State state = State.WAITING;

    private Ticket(DeliverySid sid) {
      this.sid = sid;
    }

    /** Starts an attempt, if it may be started; if not the stay has ended. */
    boolean begin() {
      if (!lease.isHeld()) {
        end();
        return false;
      }
      synchronized (this) {
        if (state != State.WAITING) {
          return false;
        }
        state = State.TRYING;
        return true;
      }
    }

    /** Waits for another attempt, unless it was given up; then the stay has ended. */
    boolean pause() {
      synchronized (this) {
        if (state == State.TRYING) {
          state = State.WAITING;
          return true;
        }
      }
      end();
      return false;
    }

    /** The delivery is seen to, or somebody else's. */
    public void end() {
      synchronized (this) {
        state = State.OVER;
      }
      if (tickets.remove(sid, this) && tickets.isEmpty()) {
        noneLeft();
      }
    }

    private void giveUp() {
      synchronized (this) {
        if (state == State.TRYING) {
          state = State.LAST_TRY;
        }
        if (state != State.WAITING) {
          return;
        }
      }
      end();
    }
  }

  private enum State {
    WAITING,
    TRYING,
    LAST_TRY,
    OVER
  }
}
