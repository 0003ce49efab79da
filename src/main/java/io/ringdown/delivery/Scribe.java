package io.ringdown.delivery;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * One hand that writes down what many bring, however slow the store is: whoever brings something
 * calls it; the first call starts a short wait, and what is brought meanwhile goes with it.
 * Thread-safe.
 */
public final class Scribe {
  private final ScheduledExecutorService executor;
  private final Duration gather;
  private final Duration afterFailure;
  private final BooleanSupplier writing;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param executor may block in the store
   * @param gather how long it waits for more before it writes
   * @param afterFailure how long it waits before it tries again
   * @param writing writes all that was brought; may block, and says no, or throws, when it must be
   *     tried again
   */
  public Scribe(
      ScheduledExecutorService executor,
      Duration gather,
      Duration afterFailure,
      BooleanSupplier writing) {
    this.executor = executor;
    this.gather = gather;
    this.afterFailure = afterFailure;
    this.writing = writing;
  }

  /** Says that there is something to write; after it was brought. Never blocks. */
  public void call() {
    if (calls.getAndIncrement() == 0) {
      schedule(gather);
    }
  }

  private void schedule(Duration delay) {
    try {
      var unused = executor.schedule(this::write, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      calls.set(0);
    }
  }

  private void write() {
    var heard = calls.get();
    var written = false;
    try {
      written = writing.getAsBoolean();
    } finally {
      if (!written) {
        schedule(afterFailure);
      } else if (calls.addAndGet(-heard) != 0) {
        schedule(gather);
      }
    }
  }
}
