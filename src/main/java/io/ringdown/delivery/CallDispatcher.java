package io.ringdown.delivery;

import io.ringdown.binding.Channel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sees each delivery to its end: hands it to its channel's provider, reads the outcome, and tries
 * again until it is accepted, dead, refused or late. Holds no thread while it waits. Thread-safe.
 */
public final class CallDispatcher {
  private static final System.Logger LOG = System.getLogger(CallDispatcher.class.getName());

  /** By how much two clocks drift apart while nobody sets one, with room. */
  private static final Duration SLEW = Duration.ofSeconds(1);

  private final Map<Channel, PushProvider> providers;
  private final OutcomeRecorder recorder;
  private final RetryPlan retries;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final List<OutcomeListener> listeners = new CopyOnWriteArrayList<>();
  private final UnderWay underWay;
  private volatile boolean closed;

  /**
   * @param underWay those that the dispatcher sees to; when it is full {@link #hasRoom()} says no
   */
  public CallDispatcher(
      Collection<PushProvider> providers,
      OutcomeRecorder recorder,
      RetryPlan retries,
      ScheduledExecutorService executor,
      InstantSource clock,
      UnderWay underWay) {
    this.providers =
        providers.stream().collect(Collectors.toMap(PushProvider::channel, Function.identity()));
    this.recorder = recorder;
    this.retries = retries;
    this.executor = executor;
    this.clock = clock;
    this.underWay = underWay;
  }

  /** Whether another call may be taken; asked before it is stored. */
  public boolean hasRoom() {
    return !closed && underWay.room() > 0;
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
    return underWay.size();
  }

  /**
   * Starts deliveries that are stored already, and returns at once. One that is under way is left
   * alone.
   */
  public void dispatch(List<Delivery> deliveries) {
    List<Course> first = new ArrayList<>();
    deliveries.forEach(
        delivery ->
            underWay
                .enter(delivery.sid())
                .ifPresent(ticket -> first.add(course(delivery, ticket))));
    if (!first.isEmpty()) {
      schedule(Duration.ZERO, () -> first.forEach(course -> attempt(course, 1)));
    }
  }

  /**
   * Goes on with a delivery that was started before, here or elsewhere.
   *
   * @param notBefore until when the provider asked to be left alone, when it did
   */
  public void resume(Delivery delivery, UnderWay.Ticket ticket, Optional<Instant> notBefore) {
    var course = course(delivery, ticket);
    var now = clock.instant();
    var asked = notBefore.filter(at -> at.isAfter(now)).map(at -> Duration.between(now, at));
    if (asked.isEmpty()) {
      schedule(Duration.ZERO, () -> attempt(course, 1));
    } else {
      var left = left(course);
      tryAgain(course, 2, asked.filter(pause -> pause.compareTo(left) < 0), left);
    }
  }

  private Course course(Delivery delivery, UnderWay.Ticket ticket) {
    var left = Duration.between(clock.instant(), delivery.call().deadline());
    return new Course(delivery, ticket, underWay.now() + left.toNanos());
  }

  private void attempt(Course course, int number) {
    if (!course.ticket().begin()) {
      return;
    }
    var began = clock.instant();
    if (underWay.now() - course.lateAt() >= 0) {
      expired(course, began);
      return;
    }
    var beganAt = underWay.now();
    var delivery = asTheClockIs(course, began);
    outcome(number > 1 ? delivery.triedAgain() : delivery)
        .whenComplete(
            (outcome, thrown) -> {
              var took = Duration.ofNanos(underWay.now() - beganAt);
              var reached = reached(outcome, thrown);
              follow(course, number, new DeliveryAttempt(course.delivery(), began, took, reached));
            });
  }

  /** With an earlier deadline when the wall clock was set back since the call came. */
  private Delivery asTheClockIs(Course course, Instant now) {
    var deadline = now.plus(left(course));
    var delivery = course.delivery();
    return deadline.plus(SLEW).isBefore(delivery.call().deadline())
        ? delivery.endingBy(deadline)
        : delivery;
  }

  private CompletionStage<DeliveryOutcome> outcome(Delivery delivery) {
    var provider = providers.get(delivery.channel());
    if (provider == null) {
      return CompletableFuture.completedFuture(
          new DeliveryOutcome.Refused("channel_unknown", "No provider serves this channel."));
    }
    return provider.deliver(delivery);
  }

  private static DeliveryOutcome reached(DeliveryOutcome outcome, Throwable thrown) {
    return thrown == null
        ? outcome
        : new DeliveryOutcome.Deferred(
            Optional.empty(), "provider_broken", thrown.getClass().getSimpleName());
  }

  private void follow(Course course, int number, DeliveryAttempt attempt) {
    var delivery = attempt.delivery();
    var reached = attempt.outcome();
    listeners.forEach(listener -> listener.reached(delivery, reached));
    if (reached instanceof DeliveryOutcome.Deferred deferred) {
      recorder.record(attempt);
      retry(course, number, deferred);
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
    recorder.record(attempt, course.ticket()::end);
  }

  private void retry(Course course, int number, DeliveryOutcome.Deferred deferred) {
    if (!course.ticket().pause()) {
      return;
    }
    var now = clock.instant();
    var deadline = asTheClockIs(course, now).call().deadline();
    var pause = retries.pause(number, deferred.retryAfter(), now, deadline);
    tryAgain(course, number + 1, pause, Duration.between(now, deadline));
  }

  /** After the pause; without one there is no further attempt, and it expires. */
  private void tryAgain(Course course, int number, Optional<Duration> pause, Duration left) {
    pause.ifPresentOrElse(
        time -> schedule(time, () -> attempt(course, number)),
        () -> schedule(left, () -> expire(course)));
  }

  private Duration left(Course course) {
    return Duration.ofNanos(course.lateAt() - underWay.now());
  }

  private void expire(Course course) {
    if (course.ticket().begin()) {
      expired(course, clock.instant());
    }
  }

  private void expired(Course course, Instant now) {
    var lateBy = Duration.between(course.delivery().call().deadline(), now);
    recorder.record(
        new DeliveryAttempt(
            course.delivery(),
            now,
            Duration.ZERO,
            new DeliveryOutcome.Expired(lateBy.isNegative() ? Duration.ZERO : lateBy)),
        course.ticket()::end);
  }

  private void schedule(Duration delay, Runnable task) {
    try {
      var unused = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; what is stored is taken up later");
    }
  }

  /**
   * A delivery on its way.
   *
   * @param lateAt when its deadline passes on the monotonic clock, which nobody can set back
   */
  private record Course(Delivery delivery, UnderWay.Ticket ticket, long lateAt) {}
}
