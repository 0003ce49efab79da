package io.ringdown.account.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where changes are written down. Stores that keep a change write its entry in the same
 * transaction; this is for all else, and for readers. Thread-safe; each call is a transaction.
 */
public interface AuditLog {
  /** Writes the entry down. */
  void record(AuditEntry entry);

  /**
   * At most {@code limit} entries, newest first.
   *
   * @param after where the page before ended
   */
  List<PagedEntry> list(AuditFilter filter, Optional<Position> after, int limit);

  /**
   * Deletes the oldest entries.
   *
   * @return how many
   */
  int purge(Instant before, int limit);

  /** Where a page ended. */
  record Position(Instant at, long number) {}
}
