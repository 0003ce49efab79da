package io.ringdown.delivery.event;

import io.ringdown.delivery.Scribe;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes events down in batches, off everybody's path. They are news, not records: when more come
 * than can be written, or the database is away, the ones that do not fit are left out, and the log
 * says so. Thread-safe.
 */
public final class EventRecorder implements EventLog {
  private static final System.Logger LOG = System.getLogger(EventRecorder.class.getName());
  private static final int MOST_WAITING = 50_000;
  private static final int LARGEST_BATCH = 1_000;
  private static final Duration GATHER = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final EventStore store;
  private final InstantSource clock;
  private final Runnable written;
  private final Scribe scribe;
  private final Queue<Event> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean full = new AtomicBoolean();

  /**
   * @param executor may block in the store
   * @param written is run when events were kept, to tell those who listen; may block and throw
   */
  public EventRecorder(
      EventStore store, ScheduledExecutorService executor, InstantSource clock, Runnable written) {
    this.store = store;
    this.clock = clock;
    this.written = written;
    this.scribe = new Scribe(executor, GATHER, AFTER_FAILURE, this::writeAll);
  }

  @Override
  public void record(Event event) {
    if (count.incrementAndGet() > MOST_WAITING) {
      count.decrementAndGet();
      if (full.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, "RD-3020 events are left out: {0} wait to be kept", MOST_WAITING);
      }
      return;
    }
    waiting.add(event);
    scribe.call();
  }

  @Override
  public void flush() {
    var unused = writeAll();
  }

  /** Waits for whoever writes; says whether all could be kept. */
  private boolean writeAll() {
    try {
      var any = false;
      while (write()) {
        any = true;
      }
      full.set(false);
      if (any) {
        written.run();
      }
      return true;
    } catch (RuntimeException e) {
      LOG.log(
          Level.DEBUG,
          "some events are left out; the next ones are written when the database is back: {0}",
          e.getClass().getName());
      return false;
    }
  }

  /** One batch at a time: the order is that in which things happened here. */
  private synchronized boolean write() {
    List<Event> batch = new ArrayList<>();
    while (batch.size() < LARGEST_BATCH) {
      var next = waiting.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    if (batch.isEmpty()) {
      return false;
    }
    // What cannot be kept is gone: the next batch knocks at the database again.
    count.addAndGet(-batch.size());
    store.append(batch, clock.instant());
    return true;
  }
}
