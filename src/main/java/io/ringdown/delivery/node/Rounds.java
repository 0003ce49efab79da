package io.ringdown.delivery.node;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What a node does again and again or soon, on other threads; a fault ends none of it. */
public final class Rounds {
  private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

  private final ScheduledExecutorService executor;
  private final List<ScheduledFuture<?>> rounds = new CopyOnWriteArrayList<>();

  public Rounds(ScheduledExecutorService executor) {
    this.executor = executor;
  }

  /** Does it again and again, for the first time after a period. */
  void every(Duration period, Runnable task) {
    rounds.add(
        executor.scheduleWithFixedDelay(
            () -> guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Does it once, and does not wait for it. */
  void soon(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; the next start sees to it");
    }
  }

  /** Ends what is done again and again. */
  void end() {
    rounds.forEach(round -> round.cancel(false));
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-3013 a round of this node failed and is made again: {0}",
          e.getClass().getName());
    }
  }
}
