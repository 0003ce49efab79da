package io.ringdown.storage.call;

import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.List;

/**
 * The locks of calls, within one transaction, always in the order of their ids: whoever settles a
 * call must see what others have settled of it, one after the other.
 */
final class CallLocks {
  private static final String CALLS = "SELECT call_id FROM delivery WHERE sid = ANY(?)";

  // by the ids themselves: H2 looks at the condition anew for each row that it has locked
  private static final String LOCK =
      "SELECT id FROM ring_call WHERE id = ANY(?) ORDER BY id FOR UPDATE";

  private CallLocks() {}

  /**
   * Locks the calls of deliveries.
   *
   * @return their ids
   */
  static Long[] lock(EntityManager entities, List<String> deliverySids) {
    var calls =
        new Sql(entities, CALLS)
            .all(row -> row.getLong(1), (Object) deliverySids.toArray(String[]::new)).stream()
                .distinct()
                .toArray(Long[]::new);
    return new Sql(entities, LOCK).all(row -> row.getLong(1), (Object) calls).toArray(Long[]::new);
  }
}
