package io.ringdown.storage.call;

import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.node.ExpiryStore;
import io.ringdown.storage.binding.DepartingBindings;
import io.ringdown.storage.binding.HistoryWriter;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ends and deletes rows by age: a range of an index, whose first rows nobody else has. */
public final class ExpiryTable implements ExpiryStore {
  private static final String OVER =
      "SELECT id, account_sid, message_id, status FROM ring_call WHERE erase_at <= LEAST(CAST(? AS BIGINT), "
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
      "status = 'INVALID' AND updated_at < ? ORDER BY updated_at LIMIT ?";
  private static final String EXPIRED_BINDINGS = "expires_at < ? ORDER BY expires_at LIMIT ?";
  private static final String OLD_HISTORIES =
      "SELECT binding_sid FROM binding_history WHERE ended_at < ? ORDER BY ended_at LIMIT ?"
          + " FOR UPDATE SKIP LOCKED";
  private static final String DELETE_HISTORY = "DELETE FROM binding_history WHERE binding_sid = ?";

  private final Database database;
  private final EventLog events;

  public ExpiryTable(Database database, EventLog events) {
    this.database = database;
    this.events = events;
  }

  @Override
  public int endCalls(Instant deadlineBefore, int limit) {
    var ended =
        database.untilItFits(
            entities -> endCalls(entities, InstantColumn.micros(deadlineBefore), limit));
    ended.events().forEach(events::record);
    return ended.calls();
  }

  private static Ended endCalls(EntityManager entities, long deadlineBefore, int limit) {
    List<Event> told = new ArrayList<>();
    var ids = new Sql(entities, OVER).all(row -> over(row, told), deadlineBefore, limit);
    EndingDelivery.of(entities, ids.toArray(Long[]::new)).forEach(one -> told.add(one.event()));
    List<@Nullable Object[]> rows = new ArrayList<>();
    ids.forEach(id -> rows.add(new Object[] {id}));
    new Sql(entities, EXPIRE).batch(rows);
    new Sql(entities, ERASE).batch(rows);
    return new Ended(ids.size(), told);
  }

  /** The id of a call whose deadline has passed. */
  private static Long over(ResultSet row, List<Event> told) throws SQLException {
    if (row.getString(4).equals("PENDING")) {
      told.add(Event.call(new AccountSid(row.getString(2)), new MessageId(row.getString(3))));
    }
    return row.getLong(1);
  }

  @Override
  public int deleteCalls(Instant deadlineBefore, int limit) {
    return database.untilItFits(
        entities -> {
          var old =
              new Sql(entities, OLD_CALLS)
                  .all(
                      row -> new @Nullable Object[] {row.getLong(1)},
                      InstantColumn.micros(deadlineBefore),
                      limit);
          new Sql(entities, DELETE_CALL).batch(old);
          return old.size();
        });
  }

  @Override
  public int deleteBindings(Instant deadSince, Instant at, int limit) {
    var departed =
        database.untilItFits(
            entities -> {
              var history = new HistoryWriter(entities);
              var departing = new DepartingBindings(entities, history);
              var since = InstantColumn.micros(deadSince);
              var dead =
                  new ArrayList<>(departing.endOld("invalid", at, INVALID_BINDINGS, since, limit));
              var left = limit - dead.size();
              if (left > 0) {
                dead.addAll(departing.endOld("expired", at, EXPIRED_BINDINGS, since, left));
              }
              history.flush();
              return dead;
            });
    departed.stream().map(Event::departed).forEach(events::record);
    return departed.size();
  }

  @Override
  public int deleteHistories(Instant endedBefore, int limit) {
    return database.untilItFits(
        entities -> {
          var old =
              new Sql(entities, OLD_HISTORIES)
                  .all(
                      row -> new @Nullable Object[] {row.getString(1)},
                      InstantColumn.micros(endedBefore),
                      limit);
          new Sql(entities, DELETE_HISTORY).batch(old);
          return old.size();
        });
  }

  /** How many calls ended, and how that is told. */
  private record Ended(int calls, List<Event> events) {}
}
