package io.ringdown.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Many threads that begin at once. */
final class Together {
  private Together() {}

  /**
   * Runs the work in so many threads and gives all results; throws what any of them threw, at once,
   * for the others may wait for it.
   */
  static <T> List<T> run(int threads, IntFunction<T> work) throws Exception {
    var start = new CountDownLatch(1);
    var pool = Executors.newFixedThreadPool(threads);
    var done = new ExecutorCompletionService<T>(pool);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        running.add(
            done.submit(
                () -> {
                  start.await();
                  return work.apply(number);
                }));
      }
      start.countDown();
      for (int i = 0; i < threads; i++) {
        var ended = done.poll(60, TimeUnit.SECONDS);
        if (ended == null) {
          throw new TimeoutException(threads - i + " of " + threads + " threads have not ended");
        }
        ended.get();
      }
      List<T> results = new ArrayList<>();
      for (var one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
