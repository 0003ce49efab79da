package io.ringdown.storage.event;

import io.ringdown.call.AccountSid;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.event.KeptEvent;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table of events. Their ids are taken from one row that is locked until they are committed, so
 * that they appear in their order whichever node writes them.
 */
public final class EventTable implements EventStore {
  private static final String TURN = "SELECT last_id FROM event_turn WHERE id = 1 FOR UPDATE";
  private static final String TAKE = "UPDATE event_turn SET last_id = ? WHERE id = 1";
  private static final String LAST = "SELECT last_id FROM event_turn WHERE id = 1";
  private static final String INSERT =
      "INSERT INTO event (id, account_sid, at, kind, subject, detail) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String AFTER =
      "SELECT id, account_sid, kind, subject, detail FROM event WHERE id > ? ORDER BY id LIMIT ?";
  private static final String OLDEST = "SELECT id, at FROM event ORDER BY id LIMIT ?";
  private static final String DELETE = "DELETE FROM event WHERE id <= ?";

  private final Database database;

  public EventTable(Database database) {
    this.database = database;
  }

  @Override
  public long last() {
    return database.reading(
        entities -> new Sql(entities, LAST).first(row -> row.getLong(1)).orElse(0L));
  }

  @Override
  public void append(List<Event> events, Instant at) {
    // No need to wait for the disk: they are news.
    var unused =
        database.reading(
            entities -> {
              var id = new Sql(entities, TURN).first(row -> row.getLong(1)).orElseThrow();
              List<@Nullable Object[]> rows = new ArrayList<>();
              for (var event : events) {
                rows.add(
                    new @Nullable Object[] {
                      ++id,
                      event.account().value(),
                      InstantColumn.micros(at),
                      event.kind(),
                      event.subject(),
                      event.detail()
                    });
              }
              new Sql(entities, INSERT).batch(rows);
              return new Sql(entities, TAKE).update(id);
            });
  }

  @Override
  public List<KeptEvent> after(long id, int limit) {
    return database.reading(
        entities ->
            new Sql(entities, AFTER)
                .all(
                    row ->
                        new KeptEvent(
                            row.getLong(1),
                            new Event(
                                new AccountSid(row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5))),
                    id,
                    limit));
  }

  @Override
  public int purge(Instant before, int limit) {
    return database.untilItFits(
        entities -> {
          var oldest =
              new Sql(entities, OLDEST)
                  .all(row -> new long[] {row.getLong(1), row.getLong(2)}, limit);
          var end =
              oldest.stream()
                  .filter(row -> row[1] < InstantColumn.micros(before))
                  .mapToLong(row -> row[0])
                  .max();
          return end.isEmpty() ? 0 : new Sql(entities, DELETE).update(end.getAsLong());
        });
  }
}
