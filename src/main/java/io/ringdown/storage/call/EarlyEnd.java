package io.ringdown.storage.call;

import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.List;

/** What ends deliveries that nobody tries any more, within one transaction. */
final class EarlyEnd {
  private static final String LOCK_CALLS =
      "SELECT id FROM ring_call WHERE id IN"
          + " (SELECT call_id FROM delivery WHERE sid = ANY(?)) ORDER BY id FOR UPDATE";
  private static final String END =
      "UPDATE delivery SET status = ?, owed_by = NULL WHERE sid = ANY(?) AND status = 'PENDING'";
  private static final String SETTLE =
      "UPDATE ring_call SET status = CASE WHEN EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status = 'EXPIRED')"
          + " THEN '"
          + CallStatus.EXPIRED
          + "' ELSE '"
          + CallStatus.FAILED
          + "' END WHERE id IN (SELECT call_id FROM delivery WHERE sid = ANY(?))"
          + " AND status = 'PENDING' AND NOT EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status IN ('PENDING', 'ACCEPTED'))";

  private final EntityManager entities;

  EarlyEnd(EntityManager entities) {
    this.entities = entities;
  }

  /** Ends those that are pending, and the calls that have come to their end with them. */
  void end(List<String> sids, DeliveryStatus status) {
    if (sids.isEmpty()) {
      return;
    }
    var array = sids.toArray(String[]::new);
    new Sql(entities, LOCK_CALLS).all(row -> row.getLong(1), (Object) array);
    new Sql(entities, END).update(status.name(), array);
    new Sql(entities, SETTLE).update((Object) array);
  }
}
