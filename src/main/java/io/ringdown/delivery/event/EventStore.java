package io.ringdown.delivery.event;

import java.time.Instant;
import java.util.List;

/**
 * Where events are kept for some minutes, in one order for all nodes. Thread-safe; each call is a
 * transaction.
 */
public interface EventStore {
  /** The id of the newest event; 0 before the first. */
  long last();

  /** Keeps events behind all that are there. */
  void append(List<Event> events, Instant at);

  /**
   * The events behind an id, oldest first; once one is seen, none appears before it.
   *
   * @param limit the most that are given
   */
  List<KeptEvent> after(long id, int limit);

  /**
   * Deletes the oldest events.
   *
   * @return how many
   */
  int purge(Instant before, int limit);
}
