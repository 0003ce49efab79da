package io.ringdown.storage.call;

import io.ringdown.delivery.node.ExpiryStore;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ends and deletes rows by age: a range of an index, whose first rows nobody else has. */
public final class ExpiryTable implements ExpiryStore {
  private static final String OVER =
      "SELECT id FROM ring_call WHERE erase_at <= LEAST(CAST(? AS BIGINT), "
          + Sql.NOW
          + ") ORDER BY erase_at LIMIT ? FOR UPDATE SKIP LOCKED";
  private static final String EXPIRE =
      "UPDATE delivery SET status = 'EXPIRED', owed_by = NULL"
          + " WHERE call_id = ? AND status = 'PENDING'";
  private static final String ERASE =
      "UPDATE ring_call SET payload = NULL, erase_at = NULL,"
          + " status = CASE WHEN status = 'PENDING' THEN 'EXPIRED' ELSE status END WHERE id = ?";

  private static final String OLD_CALLS =
      "SELECT id FROM ring_call WHERE deadline < ? ORDER BY deadline LIMIT ?"
          + " FOR UPDATE SKIP LOCKED";
  private static final String DELETE_CALL = "DELETE FROM ring_call WHERE id = ?";
  private static final String INVALID_BINDINGS =
      "SELECT id FROM binding WHERE status = 'INVALID' AND updated_at < ? ORDER BY updated_at"
          + " LIMIT ? FOR UPDATE SKIP LOCKED";
  private static final String EXPIRED_BINDINGS =
      "SELECT id FROM binding WHERE expires_at < ? ORDER BY expires_at LIMIT ?"
          + " FOR UPDATE SKIP LOCKED";
  private static final String DELETE_BINDING = "DELETE FROM binding WHERE id = ?";

  private final Database database;

  public ExpiryTable(Database database) {
    this.database = database;
  }

  @Override
  public int endCalls(Instant deadlineBefore, int limit) {
    return database.untilItFits(
        entities -> {
          var over = ids(entities, OVER, deadlineBefore, limit);
          new Sql(entities, EXPIRE).batch(over);
          new Sql(entities, ERASE).batch(over);
          return over.size();
        });
  }

  @Override
  public int deleteCalls(Instant deadlineBefore, int limit) {
    return database.untilItFits(
        entities -> {
          var old = ids(entities, OLD_CALLS, deadlineBefore, limit);
          new Sql(entities, DELETE_CALL).batch(old);
          return old.size();
        });
  }

  @Override
  public int deleteBindings(Instant deadSince, int limit) {
    return database.untilItFits(
        entities -> {
          var dead = ids(entities, INVALID_BINDINGS, deadSince, limit);
          if (dead.size() < limit) {
            dead.addAll(ids(entities, EXPIRED_BINDINGS, deadSince, limit - dead.size()));
          }
          new Sql(entities, DELETE_BINDING).batch(dead);
          return dead.size();
        });
  }

  private static List<@Nullable Object[]> ids(
      EntityManager entities, String sql, Instant before, int limit) {
    return new ArrayList<>(
        new Sql(entities, sql)
            .all(
                row -> new @Nullable Object[] {row.getLong(1)},
                InstantColumn.micros(before),
                limit));
  }
}
