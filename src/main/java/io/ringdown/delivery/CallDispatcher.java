package io.ringdown.delivery;

import io.ringdown.binding.Channel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sees each delivery to its end: hands it to its channel's provider, reads the outcome, and tries
 * again until it is accepted, dead, refused or late. Holds no thread while it waits. Thread-safe.
 */
public final class CallDispatcher {
  private static final System.Logger LOG = System.getLogger(CallDispatcher.class.getName());

  private final Map<Channel, PushProvider> providers;
  private final OutcomeRecorder recorder;
  private final RetryPlan retries;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final int capacity;
  private final AtomicInteger underWay = new AtomicInteger();
  private final List<OutcomeListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /**
   * @param capacity how many deliveries may be under way at once, waiting for a retry included;
   *     beyond that {@link #hasRoom()} says no
   */
  public CallDispatcher(
      Collection<PushProvider> providers,
      OutcomeRecorder recorder,
      RetryPlan retries,
      ScheduledExecutorService executor,
      InstantSource clock,
      int capacity) {
    this.providers =
        providers.stream().collect(Collectors.toMap(PushProvider::channel, Function.identity()));
    this.recorder = recorder;
    this.retries = retries;
    this.executor = executor;
    this.clock = clock;
    this.capacity = capacity;
  }

  /** Whether another call may be taken; asked before it is stored. */
  public boolean hasRoom() {
    return !closed && underWay.get() < capacity;
  }

  /** Takes no more calls; what is under way goes on. For the end of the process. */
  public void close() {
    closed = true;
  }

  /** Tells somebody of every outcome from now on. */
  public void tell(OutcomeListener listener) {
    listeners.add(listener);
  }

  /** The channels over which it can deliver. */
  public Set<Channel> channels() {
    return providers.keySet();
  }

  /** How many deliveries have not come to their end. */
  public int underWay() {
    return underWay.get();
  }

  /** Starts deliveries that are stored already, and returns at once. */
  public void dispatch(List<Delivery> deliveries) {
    if (deliveries.isEmpty()) {
      return;
    }
    underWay.addAndGet(deliveries.size());
    schedule(Duration.ZERO, () -> deliveries.forEach(delivery -> attempt(delivery, 1)));
  }

  private void attempt(Delivery delivery, int number) {
    var began = clock.instant();
    outcome(delivery)
        .whenComplete((outcome, thrown) -> follow(delivery, number, began, outcome, thrown));
  }

  private CompletionStage<DeliveryOutcome> outcome(Delivery delivery) {
    var provider = providers.get(delivery.channel());
    if (provider == null) {
      return CompletableFuture.completedFuture(
          new DeliveryOutcome.Refused("channel_unknown", "No provider serves this channel."));
    }
    return provider.deliver(delivery);
  }

  private void follow(
      Delivery delivery, int number, Instant began, DeliveryOutcome outcome, Throwable thrown) {
    var reached =
        thrown == null
            ? outcome
            : new DeliveryOutcome.Deferred(
                Optional.empty(), "provider_broken", thrown.getClass().getSimpleName());
    var now = clock.instant();
    recorder.record(new DeliveryAttempt(delivery, began, Duration.between(began, now), reached));
    listeners.forEach(listener -> listener.reached(delivery, reached));
    if (reached instanceof DeliveryOutcome.Deferred deferred) {
      retry(delivery, number, deferred, now);
      return;
    }
    if (reached instanceof DeliveryOutcome.Refused refused) {
      LOG.log(
          Level.WARNING,
          "RD-3002 delivery {0} over {1} was refused: {2}",
          delivery.sid(),
          delivery.channel(),
          refused.code());
    }
    underWay.decrementAndGet();
  }

  private void retry(
      Delivery delivery, int number, DeliveryOutcome.Deferred deferred, Instant now) {
    var deadline = delivery.call().deadline();
    retries
        .pause(number, deferred.retryAfter(), now, deadline)
        .ifPresentOrElse(
            pause -> schedule(pause, () -> attempt(delivery, number + 1)),
            () -> schedule(Duration.between(now, deadline), () -> expire(delivery)));
  }

  private void expire(Delivery delivery) {
    var now = clock.instant();
    var lateBy = Duration.between(delivery.call().deadline(), now);
    recorder.record(
        new DeliveryAttempt(
            delivery,
            now,
            Duration.ZERO,
            new DeliveryOutcome.Expired(lateBy.isNegative() ? Duration.ZERO : lateBy)));
    underWay.decrementAndGet();
  }

  private void schedule(Duration delay, Runnable task) {
    try {
      var unused = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; what is stored is taken up later");
    }
  }
}
