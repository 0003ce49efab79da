package io.ringdown.delivery;

import io.ringdown.call.CallNotification;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The call legs that were answered or are over, as far as something of them might still go out from
 * this process. Each is forgotten at its deadline, from when on nothing goes out anyway.
 * Thread-safe.
 */
public final class EndedLegs {
  private final Map<CallLeg, Instant> until = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public EndedLegs(InstantSource clock) {
    this.clock = clock;
  }

  /** Nothing of it is delivered from now on. */
  public void add(CallLeg leg, Instant deadline) {
    until.merge(leg, deadline, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** Whether the call has ended. */
  boolean has(CallNotification call) {
    return call.callSid() != null
        && !until.isEmpty()
        && until.containsKey(new CallLeg(call.account(), call.callSid()));
  }

  /** Forgets those whose deadline has passed. To be called every second or so. */
  public void sweep() {
    var now = clock.instant();
    until.values().removeIf(deadline -> !deadline.isAfter(now));
  }
}
