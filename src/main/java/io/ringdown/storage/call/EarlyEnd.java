package io.ringdown.storage.call;

import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;

/** What ends deliveries that nobody tries any more, within one transaction. */
final class EarlyEnd {
  private static final String END =
      "UPDATE delivery SET status = ?, owed_by = NULL WHERE sid = ANY(?) AND status = 'PENDING'";
  private static final String SETTLE =
      "UPDATE ring_call SET status = CASE WHEN EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status = 'EXPIRED')"
          + " THEN '"
          + CallStatus.EXPIRED
          + "' ELSE '"
          + CallStatus.FAILED
          + "' END WHERE id = ANY(?)"
          + " AND status = 'PENDING' AND NOT EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status IN ('PENDING', 'ACCEPTED'))";

  private final EntityManager entities;

  EarlyEnd(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Ends those that are pending, and the calls that have come to their end with them.
   *
   * @return those that were pending
   */
  List<EndingDelivery> end(List<String> sids, DeliveryStatus status) {
    if (sids.isEmpty()) {
      return List.of();
    }
    var calls = CallLocks.lock(entities, sids);
    var these = Set.copyOf(sids);
    var pending =
        EndingDelivery.of(entities, calls).stream()
            .filter(one -> these.contains(one.sid().value()))
            .toList();
    new Sql(entities, END).update(status.name(), sids.toArray(String[]::new));
    new Sql(entities, SETTLE).update((Object) calls);
    return pending;
  }
}
