package io.ringdown.delivery.node;

import java.time.Instant;

/**
 * Where calls and bindings come to their end by age. Thread-safe; each call is a transaction of
 * bounded size, and several nodes do not wait for each other.
 */
public interface ExpiryStore {
  /**
   * Ends calls whose deadline has passed: the payload is erased, and what is pending is expired. A
   * deadline has passed when both the given time and the database's say so.
   *
   * @return how many
   */
  int endCalls(Instant deadlineBefore, int limit);

  /**
   * Deletes calls with all that belongs to them.
   *
   * @return how many
   */
  int deleteCalls(Instant deadlineBefore, int limit);

  /**
   * Deletes bindings that have been invalid or expired since then or longer.
   *
   * @param at when that is, for their history
   * @return how many
   */
  int deleteBindings(Instant deadSince, Instant at, int limit);

  /**
   * Deletes the histories of bindings that were deleted.
   *
   * @return of how many bindings
   */
  int deleteHistories(Instant endedBefore, int limit);
}
