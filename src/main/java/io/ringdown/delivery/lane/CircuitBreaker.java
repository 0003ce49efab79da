package io.ringdown.delivery.lane;

import io.ringdown.delivery.DecoratedProvider;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.PushProvider;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker: a provider that fails again and again is left alone for a while, and whoever
 * comes meanwhile is deferred at once. Then one delivery at a time goes through as a probe, until
 * one comes back well. Only the provider's own failures count, see {@link PushProvider#isOutage}.
 * Thread-safe.
 *
 * @see <a href="https://martinfowler.com/bliki/CircuitBreaker.html">Martin Fowler:
 *     CircuitBreaker</a>
 */
public final class CircuitBreaker extends DecoratedProvider {
  private static final System.Logger LOG = System.getLogger(CircuitBreaker.class.getName());
  private static final int RUN = 5;
  private static final int WINDOW = 0xfffff;
  private static final int TOO_MANY_OF_WINDOW = 10;
  private static final Duration FIRST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofSeconds(8);
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(15);
  private static final long NO_TICKET = -1;

  private final LongSupplier nanoTime;
  private CircuitState state = CircuitState.CLOSED;
  private int run;
  private int window;
  private Duration rest = FIRST_REST;
  private long probeAt;
  private long era;

  /**
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}: one that is set would leave a
   *     provider alone for as long as it was set back
   */
  public CircuitBreaker(PushProvider next, LongSupplier nanoTime) {
    super(next);
    this.nanoTime = nanoTime;
  }

  /** Where it stands now. */
  public synchronized CircuitState state() {
    return state == CircuitState.OPEN && untilProbe() <= 0 ? CircuitState.HALF_OPEN : state;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var ticket = admit();
    if (ticket == NO_TICKET) {
      return CompletableFuture.completedFuture(
          new Deferred(rest(), "circuit_open", "The provider is in trouble."));
    }
    CompletionStage<DeliveryOutcome> outcome;
    try {
      outcome = next.deliver(delivery);
    } catch (RuntimeException | Error e) {
      outcome = CompletableFuture.failedStage(e);
    }
    return outcome.whenComplete(
        (reached, thrown) -> settle(ticket, delivery, verdict(thrown == null ? reached : null)));
  }

  private Verdict verdict(@Nullable DeliveryOutcome outcome) {
    if (outcome == null) {
      return Verdict.OUTAGE;
    }
    if (outcome instanceof Deferred deferred && next.isOutage(deferred)) {
      return Verdict.OUTAGE;
    }
    var answered =
        outcome instanceof Accepted || (outcome instanceof BindingGone gone && !gone.isChanged());
    return answered ? Verdict.WELL : Verdict.UNRELATED;
  }

  /** The era in which the delivery goes out, or none if it may not. */
  private synchronized long admit() {
    if (state == CircuitState.CLOSED) {
      return era;
    }
    if (untilProbe() > 0) {
      return NO_TICKET;
    }
    // a probe that never comes back must not close the door for good
    enter(CircuitState.HALF_OPEN, PROBE_PATIENCE);
    return era;
  }

  private synchronized Optional<Duration> rest() {
    var left = untilProbe();
    return state == CircuitState.OPEN && left >= 0
        ? Optional.of(Duration.ofNanos(left))
        : Optional.empty();
  }

  private long untilProbe() {
    return probeAt - nanoTime.getAsLong();
  }

  /** Reads an outcome; one from before the last change says nothing about now. */
  private void settle(long ticket, Delivery delivery, Verdict verdict) {
    CircuitState before;
    CircuitState after;
    synchronized (this) {
      if (ticket != era) {
        return;
      }
      before = state;
      if (state == CircuitState.CLOSED) {
        count(verdict);
      } else {
        probed(verdict);
      }
      after = state;
    }
    tell(before, after, delivery);
  }

  private void count(Verdict verdict) {
    if (verdict == Verdict.UNRELATED) {
      return;
    }
    var failed = verdict == Verdict.OUTAGE;
    run = failed ? run + 1 : 0;
    window = ((window << 1) | (failed ? 1 : 0)) & WINDOW;
    if (run >= RUN || Integer.bitCount(window) >= TOO_MANY_OF_WINDOW) {
      rest = FIRST_REST;
      enter(CircuitState.OPEN, rest);
    }
  }

  private void probed(Verdict verdict) {
    switch (verdict) {
      case WELL -> {
        run = 0;
        window = 0;
        enter(CircuitState.CLOSED, Duration.ZERO);
      }
      case OUTAGE -> {
        var doubled = rest.multipliedBy(2);
        rest = doubled.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : doubled;
        enter(CircuitState.OPEN, rest);
      }
      case UNRELATED -> enter(CircuitState.OPEN, Duration.ZERO);
    }
  }

  private void enter(CircuitState entered, Duration untilProbe) {
    state = entered;
    probeAt = nanoTime.getAsLong() + untilProbe.toNanos();
    era++;
  }

  private void tell(CircuitState before, CircuitState after, Delivery delivery) {
    if (before == CircuitState.CLOSED && after == CircuitState.OPEN) {
      LOG.log(
          Level.WARNING,
          "RD-3501 the circuit of {0}{1} is open: its provider fails again and again",
          delivery.channel(),
          whose(delivery));
    } else if (before != CircuitState.CLOSED && after == CircuitState.CLOSED) {
      LOG.log(
          Level.INFO,
          "RD-3502 the circuit of {0}{1} is closed again",
          delivery.channel(),
          whose(delivery));
    }
  }

  private String whose(Delivery delivery) {
    var credential = delivery.credential();
    return (credential == null ? "" : " with credential " + credential.sid())
        + next.destination(delivery).map(server -> " at " + server).orElse("");
  }

  private enum Verdict {
    WELL,
    OUTAGE,
    UNRELATED
  }
}
