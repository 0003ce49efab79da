package io.ringdown.delivery.lane;

import io.ringdown.delivery.DecoratedProvider;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.PushProvider;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * A lane of its own for deliveries that share a fate: so many at once, so many waiting, and whoever
 * comes beyond that is deferred, so that what hangs fills its own lane and no other. Thread-safe,
 * without locks: whoever finds the lane idle drives it, everybody else only says that there is more
 * to do.
 */
public final class Lane extends DecoratedProvider {
  private final IntSupplier width;
  private final int capacity;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger wakeUps = new AtomicInteger();

  /**
   * @param width how many deliveries are under way at once, 1 or more; asked whenever one comes or
   *     has ended
   * @param capacity how many more may wait, 0 or more
   */
  public Lane(PushProvider next, IntSupplier width, int capacity) {
    super(next);
    this.width = width;
    this.capacity = capacity;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    if (waitingCount.incrementAndGet() > capacity + Math.max(0, width.getAsInt() - running.get())) {
      waitingCount.decrementAndGet();
      return CompletableFuture.completedFuture(
          new DeliveryOutcome.Deferred(
              Optional.empty(), "lane_full", "Too many deliveries wait for this provider."));
    }
    var outcome = new CompletableFuture<DeliveryOutcome>();
    waiting.add(new Waiting(delivery, outcome));
    drive();
    return outcome;
  }

  /** How many deliveries are under way or wait. */
  public int depth() {
    return running.get() + waitingCount.get();
  }

  private void drive() {
    if (wakeUps.getAndIncrement() != 0) {
      return;
    }
    var seen = 1;
    do {
      startWaiting();
      seen = wakeUps.addAndGet(-seen);
    } while (seen != 0);
  }

  private void startWaiting() {
    while (running.get() < width.getAsInt()) {
      var first = waiting.poll();
      if (first == null) {
        return;
      }
      waitingCount.decrementAndGet();
      running.incrementAndGet();
      start(first.delivery())
          .whenComplete(
              (outcome, thrown) -> {
                running.decrementAndGet();
                if (thrown == null) {
                  first.outcome().complete(outcome);
                } else {
                  first.outcome().completeExceptionally(thrown);
                }
                drive();
              });
    }
  }

  /** A place that is not given back narrows the lane for good, so whatever is thrown counts. */
  private CompletionStage<DeliveryOutcome> start(Delivery delivery) {
    try {
      return next.deliver(delivery);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private record Waiting(Delivery delivery, CompletableFuture<DeliveryOutcome> outcome) {}
}
