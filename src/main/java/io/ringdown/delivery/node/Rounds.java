package io.ringdown.delivery.node;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a node does again and again or soon, on threads of its own; a fault ends none of it.
 * Thread-safe.
 */
public final class Rounds {
  private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ScheduledExecutorService executor;

  /**
   * @param executor belongs to the rounds, which shut it down
   */
  public Rounds(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** Does it again and again, for the first time after a period. */
  public void every(Duration period, Runnable task) {
    every(period, period, task);
  }

  /** Does it again and again, for the first time after another time. */
  public void every(Duration first, Duration period, Runnable task) {
    var unused =
        executor.scheduleWithFixedDelay(
            new Guarded(task), first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does it once, and does not wait for it. */
  public void soon(Runnable task) {
    try {
      executor.execute(new Guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; the next start sees to it");
    }
  }

  /** Ends all of it; waits a little for what is being done. */
  public void end() {
    // Without interrupting: a connection that is interrupted is broken.
    executor.shutdown();
    try {
      if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "a round is still being made");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What lets no fault out, since an executor makes no more rounds after one, and tells nobody.
   * Tells the first of several faults in a row.
   */
  private static final class Guarded implements Runnable {
    private final Runnable task;
    private boolean failing;

    Guarded(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.run();
        failing = false;
      } catch (Throwable e) {
        var level = failing ? Level.DEBUG : Level.WARNING;
        failing = true;
        LOG.log(
            level,
            "RD-3013 a round of this node failed and is made again: {0}",
            e.getClass().getName());
      }
    }
  }
}
