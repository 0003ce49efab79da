package io.ringdown.delivery;

import java.time.Instant;

/**
 * A call in a list, and where in the list it is.
 *
 * @param position of no meaning but that the next page begins after it
 */
public record PagedCall(CallRecord call, Position position) {
  /** A place in a list of calls, newest first. */
  public record Position(Instant receivedAt, long number) {}
}
