package io.ringdown.provider.apns;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures pushes to Apple over loopback, HTTP/2 and TLS, against the fake that judges; no test. It
 * tells how many connections and provider tokens were made, how many pushes a second went through,
 * and how much heap was in use before and after.
 *
 * <p>{@code mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath} and
 * then {@code java -Xmx256m -cp target/test-classes:target/classes:$(cat target/classpath)
 * io.ringdown.provider.apns.ApnsLoad 10000 3}, with the number of pushes and of rounds.
 */
public final class ApnsLoad {
  /** As many as a lane lets through. */
  private static final int AT_ONCE = 100;

  private ApnsLoad() {}

  public static void main(String[] arguments) throws Exception {
    var pushes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (var bench = new ApnsBench(true)) {
      send(bench, pushes);
      System.out.printf("heap before: %.1f MiB%n", heap(bench));
      for (var round = 1; round <= rounds; round++) {
        var began = System.nanoTime();
        var accepted = send(bench, pushes);
        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            "round %d: %d of %d accepted, %.0f a second%n",
            round, accepted, pushes, pushes / seconds);
      }
      System.out.printf("heap after: %.1f MiB%n", heap(bench));
      System.out.printf(
          "connections: %d, provider tokens: %d%n",
          bench.apple.connections(), bench.apple.tokens().size());
    }
  }

  private static int send(ApnsBench bench, int pushes) throws InterruptedException {
    var room = new Semaphore(AT_ONCE);
    var accepted = new AtomicInteger();
    for (var i = 0; i < pushes; i++) {
      room.acquire();
      var unused =
          bench
              .provider
              .deliver(bench.delivery())
              .whenComplete((outcome, failure) -> count(outcome, accepted, room));
    }
    room.acquire(AT_ONCE);
    return accepted.get();
  }

  private static void count(DeliveryOutcome outcome, AtomicInteger accepted, Semaphore room) {
    if (outcome instanceof Accepted) {
      accepted.incrementAndGet();
    }
    room.release();
  }

  /** What is in use, in MiB, without what the fake keeps and what nobody uses any more. */
  private static double heap(ApnsBench bench) {
    bench.apple.forgetArrivals();
    System.gc();
    System.gc();
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / (1024.0 * 1024);
  }
}
