package io.ringdown.delivery;

import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Writes outcomes back in small batches, one at a time. A store that is away is tried again until
 * it is back, with ever smaller batches: so one outcome that it never takes comes to stand alone,
 * holds up no other, and is given up when the store took others before it again and again. Nothing
 * else is forgotten while the process lives. Thread-safe. What waits is bounded by what the
 * dispatcher lets in.
 */
public final class OutcomeRecorder {
  private static final System.Logger LOG = System.getLogger(OutcomeRecorder.class.getName());

  /** It was we who said no: no provider was asked. */
  private static final Set<String> UNTRIED = Set.of("circuit_open", "lane_full", "line_busy");

  private static final int LARGEST_BATCH = 500;
  private static final int MOST_REFUSALS = 5;
  private static final Duration GATHER = Duration.ofMillis(30);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final CallStore store;
  private final DeliveryObserver observer;
  private final ScheduledExecutorService executor;
  private final Scribe scribe;
  private final Scribe settling;
  private final Deque<Entry> waiting = new ConcurrentLinkedDeque<>();

  /** The deliveries that wait for us; weakly, as nobody says when one is given up. */
  private final Set<DeliverySid> untried =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  // guarded by this: those that the store did not take alone, and how writing goes
  private final Deque<Entry> alone = new ArrayDeque<>();
  private int largest = LARGEST_BATCH;
  private boolean lastWasTaken;

  public OutcomeRecorder(CallStore store, ScheduledExecutorService executor) {
    this(store, executor, DeliveryObserver.NONE);
  }

  /**
   * As the other, and tells the observer of every attempt.
   *
   * @param executor belongs to the recorder: what is not written yet when the process dies is
   *     delivered again, so writing stands behind nothing else
   */
  public OutcomeRecorder(
      CallStore store, ScheduledExecutorService executor, DeliveryObserver observer) {
    this.store = store;
    this.observer = observer;
    this.executor = executor;
    this.scribe = new Scribe(executor, GATHER, AFTER_FAILURE, this::writeAll);
    this.settling = new Scribe(executor, Duration.ZERO, AFTER_FAILURE, this::settle);
  }

  /** Takes an attempt to be written down soon; never blocks. */
  public void record(DeliveryAttempt attempt) {
    record(attempt, () -> {});
  }

  /**
   * Takes an attempt to be written down soon; never blocks. Of those that asked no provider only
   * the first of a delivery is written down, to show what it waited for.
   *
   * @param written runs when that is done; must be quick
   */
  public void record(DeliveryAttempt attempt, Runnable written) {
    observer.ended(attempt);
    if (!(attempt.outcome() instanceof Deferred deferred) || !UNTRIED.contains(deferred.code())) {
      write(attempt, written);
    } else if (untried.add(attempt.delivery().sid())) {
      write(restingOnlyHere(attempt, deferred), written);
    } else {
      written.run();
    }
  }

  /** Our own rest is none that another node would have to keep. */
  private static DeliveryAttempt restingOnlyHere(DeliveryAttempt attempt, Deferred deferred) {
    return new DeliveryAttempt(
        attempt.delivery(),
        attempt.at(),
        attempt.took(),
        new Deferred(Optional.empty(), deferred.code(), deferred.detail()));
  }

  private void write(DeliveryAttempt attempt, Runnable written) {
    waiting.add(new Entry(attempt, written, 0));
    scribe.call();
  }

  /** Writes down what waits, as far as the store lets it. For the end of the process. */
  public void close() {
    writeAll();
    try {
      settle();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "outcomes may be written again: {0}", e.getClass().getName());
    }
  }

  /** Writes nothing more by itself. */
  public void end() {
    executor.shutdown();
  }

  /**
   * Beside the writing: those that come meanwhile need not wait for it to be written themselves.
   */
  private boolean settle() {
    store.settle();
    return true;
  }

  /** Whether all is written. */
  private synchronized boolean writeAll() {
    while (!waiting.isEmpty()) {
      if (!writeBatch()) {
        return false;
      }
    }
    return alone.isEmpty() || writeAlone();
  }

  private boolean writeBatch() {
    List<Entry> batch = new ArrayList<>();
    while (batch.size() < largest) {
      var next = waiting.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    var grows = lastWasTaken;
    if (isTaken(batch)) {
      // not at once after a failure: the rest of that batch is as large as this one
      largest = grows ? Math.min(LARGEST_BATCH, largest * 2) : largest;
      return true;
    }
    largest = Math.max(1, batch.size() / 2);
    if (batch.size() == 1) {
      alone.addAll(batch);
    } else {
      for (var i = batch.size() - 1; i >= 0; i--) {
        waiting.addFirst(batch.get(i));
      }
    }
    return false;
  }

  /** Once more those that were not taken alone, now that all others are written. */
  private boolean writeAlone() {
    for (var left = alone.size(); left > 0; left--) {
      var entry = alone.remove();
      var storeIsThere = lastWasTaken;
      if (isTaken(List.of(entry))) {
        continue;
      }
      var refused = storeIsThere ? entry.refusedAgain() : entry;
      if (refused.refusals() < MOST_REFUSALS) {
        alone.add(refused);
      } else {
        giveUp(refused);
      }
      return false;
    }
    return true;
  }

  private boolean isTaken(List<Entry> batch) {
    lastWasTaken = false;
    try {
      store.record(batch.stream().map(Entry::attempt).toList());
    } catch (RuntimeException | Error e) {
      LOG.log(
          Level.WARNING,
          "RD-3001 {0} outcomes wait because the database does not take them: {1}",
          waiting.size() + alone.size() + batch.size(),
          e.getClass().getName());
      return false;
    }
    lastWasTaken = true;
    settling.call();
    batch.forEach(entry -> entry.written().run());
    return true;
  }

  private static void giveUp(Entry entry) {
    LOG.log(
        Level.ERROR,
        "RD-3003 the database takes other outcomes but not that of delivery {0}: {1}",
        entry.attempt().delivery().sid(),
        entry.attempt().outcome().name());
    entry.written().run();
  }

  /**
   * An outcome that waits.
   *
   * @param refusals how often the store did not take it, alone, just after it had taken others
   */
  private record Entry(DeliveryAttempt attempt, Runnable written, int refusals) {
    Entry refusedAgain() {
      return new Entry(attempt, written, refusals + 1);
    }
  }
}
