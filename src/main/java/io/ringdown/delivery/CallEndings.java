package io.ringdown.delivery;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What happens when a call is answered or over: whatever still waits is cancelled, here at once and
 * on other nodes as soon as they hear of it. Thread-safe.
 */
public final class CallEndings {
  private static final System.Logger LOG = System.getLogger(CallEndings.class.getName());

  /** Longer than the nodes' clocks differ, and than a transaction takes to be seen. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final OngoingCalls calls;
  private final EndedLegs ended;
  private final CallDispatcher dispatcher;
  private final InstantSource clock;
  private volatile Instant looked;

  public CallEndings(
      OngoingCalls calls, EndedLegs ended, CallDispatcher dispatcher, InstantSource clock) {
    this.calls = calls;
    this.ended = ended;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.looked = clock.instant();
  }

  /**
   * Cancels what is not delivered yet; does nothing for a leg that nobody knows.
   *
   * @throws RuntimeException when it cannot be kept; then nothing is cancelled
   */
  public void end(CallLeg leg) {
    calls
        .end(leg, clock.instant())
        .ifPresent(until -> endedElsewhere(new OngoingCalls.EndedLeg(leg, until)));
  }

  /** Hears that it was ended already, be it by another node: nothing more goes out from here. */
  public void endedElsewhere(OngoingCalls.EndedLeg one) {
    ended.add(one.leg(), one.until());
  }

  /**
   * Looks for what other nodes have ended, as long as something could still go out from here: they
   * tell it at once, but a signal may be lost. To be called every second or so.
   */
  public void sweep() {
    ended.sweep();
    var now = clock.instant();
    if (dispatcher.underWay() == 0) {
      looked = now;
      return;
    }
    try {
      calls.endedSince(looked.minus(OVERLAP), now).forEach(this::endedElsewhere);
      looked = now;
    } catch (RuntimeException e) {
      LOG.log(
          Level.DEBUG, "what other nodes ended is looked for again: {0}", e.getClass().getName());
    }
  }
}
