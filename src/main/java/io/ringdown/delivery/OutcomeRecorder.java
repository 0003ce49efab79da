package io.ringdown.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes outcomes back in small batches: the first one starts a short wait, those that come
 * meanwhile go with it. A store that is away is tried again until it is back; nothing is forgotten
 * while the process lives. Thread-safe. What waits is bounded by what the dispatcher lets in.
 */
public final class OutcomeRecorder {
  private static final System.Logger LOG = System.getLogger(OutcomeRecorder.class.getName());
  private static final int LARGEST_BATCH = 500;
  private static final Duration GATHER = Duration.ofMillis(10);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  private final CallStore store;
  private final ScheduledExecutorService executor;
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final DeliveryObserver observer;
  private final AtomicBoolean scheduled = new AtomicBoolean();

  public OutcomeRecorder(CallStore store, ScheduledExecutorService executor) {
    this(store, executor, DeliveryObserver.NONE);
  }

  /** As the other, and tells the observer of every attempt. */
  public OutcomeRecorder(
      CallStore store, ScheduledExecutorService executor, DeliveryObserver observer) {
    this.store = store;
    this.executor = executor;
    this.observer = observer;
  }

  /** Takes an attempt to be written down soon; never blocks. */
  public void record(DeliveryAttempt attempt) {
    record(attempt, () -> {});
  }

  /**
   * Takes an attempt to be written down soon; never blocks.
   *
   * @param written runs when that is done; must be quick
   */
  public void record(DeliveryAttempt attempt, Runnable written) {
    observer.ended(attempt);
    entries.add(new Entry(attempt, written));
    schedule(GATHER);
  }

  /** Writes down what waits, as far as the store lets it. For the end of the process. */
  public void close() {
    while (!entries.isEmpty() && writeBatch()) {
      // until nothing waits, or the store is away
    }
  }

  private void schedule(Duration delay) {
    if (!scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      var unused = executor.schedule(this::writeAll, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      scheduled.set(false);
    }
  }

  private void writeAll() {
    scheduled.set(false);
    while (!entries.isEmpty()) {
      if (!writeBatch()) {
        schedule(AFTER_FAILURE);
        return;
      }
    }
  }

  private boolean writeBatch() {
    List<Entry> batch = new ArrayList<>();
    for (var next = entries.poll(); next != null; next = entries.poll()) {
      batch.add(next);
      if (batch.size() == LARGEST_BATCH) {
        break;
      }
    }
    try {
      store.record(batch.stream().map(Entry::attempt).toList());
    } catch (RuntimeException e) {
      entries.addAll(batch);
      LOG.log(
          Level.WARNING,
          "RD-3001 {0} outcomes wait because the database does not take them: {1}",
          entries.size(),
          e.getClass().getName());
      return false;
    }
    batch.forEach(entry -> entry.written().run());
    return true;
  }

  private record Entry(DeliveryAttempt attempt, Runnable written) {}
}
