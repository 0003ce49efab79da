package io.ringdown.app;

import io.ringdown.delivery.node.Rounds;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Gives the threads on which everything runs that no request waits for. They are the server's, with
 * the application's context; the pool is ours: a server's own scheduler captures the context anew
 * for each task, which on Payara costs more than a webhook.
 */
@ApplicationScoped
public class Threads {
  private static final int COUNT = 16;

  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  ScheduledThreadPoolExecutor executor() {
    var executor = new ScheduledThreadPoolExecutor(COUNT, threads);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  /** Those of {@link Lifecycle}, a thread for each: none waits for another that is held up. */
  @Produces
  @Singleton
  Rounds rounds() {
    return new Rounds(Executors.newScheduledThreadPool(Lifecycle.ROUNDS, threads));
  }

  void close(@Disposes ScheduledThreadPoolExecutor executor) {
    executor.shutdown();
  }
}
