package io.ringdown.storage.account;

import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.Change;
import io.ringdown.account.audit.PagedEntry;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table {@code audit}. Tables that keep a change write its entry in their own transaction. */
public final class AuditTable implements AuditLog {
  private static final String COLUMNS =
      "id, at, actor_type, actor_id, actor_name, action, account_sid, subject, fields, counts";

  private static final Position BEFORE_ALL = new Position(Instant.MAX, Long.MAX_VALUE);

  private final Database database;

  public AuditTable(Database database) {
    this.database = database;
  }

  /** Writes the entry in a transaction that is under way. */
  public static void write(EntityManager entities, AuditEntry entry) {
    var by = entry.change().by();
    var account = entry.account();
    new Sql(
            entities,
            "INSERT INTO audit (at, actor_type, actor_id, actor_name, action, account_sid, subject,"
                + " fields, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .update(
            InstantColumn.micros(entry.change().at()),
            by.kind().name().toLowerCase(Locale.ROOT),
            by.id(),
            by.name(),
            entry.action(),
            account == null ? null : account.value(),
            entry.subject(),
            Json.write(entry.fields()),
            Json.write(new TreeMap<>(entry.counts())));
  }

  /** Forgets what an app of this identity did in the account; a transaction is under way. */
  public static int forget(EntityManager entities, AccountSid account, Identity identity) {
    return new Sql(
            entities,
            "DELETE FROM audit WHERE actor_id = ? AND actor_type = 'app' AND account_sid = ?")
        .update(identity.value(), account.value());
  }

  @Override
  public void record(AuditEntry entry) {
    database.inTransaction(
        entities -> {
          write(entities, entry);
          return true;
        });
  }

  @Override
  public List<PagedEntry> list(AuditFilter filter, Optional<Position> after, int limit) {
    var where = new ArrayList<String>();
    var parameters = new ArrayList<Object>();
    filter
        .account()
        .ifPresent(
            account -> {
              where.add("account_sid = ?");
              parameters.add(account.value());
            });
    filter
        .actor()
        .ifPresent(
            actor -> {
              where.add("actor_id = ?");
              parameters.add(actor);
            });
    filter
        .after()
        .ifPresent(
            time -> {
              where.add("at >= ?");
              parameters.add(InstantColumn.micros(time));
            });
    filter
        .before()
        .ifPresent(
            time -> {
              where.add("at < ?");
              parameters.add(InstantColumn.micros(time));
            });
    // Without a bound H2 would read the whole table.
    var from = after.orElse(BEFORE_ALL);
    where.add("at <= ? AND (at < ? OR id < ?)");
    parameters.add(InstantColumn.micros(from.at()));
    parameters.add(InstantColumn.micros(from.at()));
    parameters.add(from.number());
    parameters.add(limit);
    var text =
        "SELECT "
            + COLUMNS
            + " FROM audit WHERE "
            + String.join(" AND ", where)
            + " ORDER BY at DESC, id DESC LIMIT ?";
    return database.reading(
        entities -> new Sql(entities, text).all(AuditTable::entry, parameters.toArray()));
  }

  @Override
  public int purge(Instant before, int limit) {
    return database.untilItFits(
        entities ->
            new Sql(
                    entities,
                    "DELETE FROM audit WHERE id IN"
                        + " (SELECT id FROM audit WHERE at < ? ORDER BY at DESC, id DESC LIMIT ?)")
                .update(InstantColumn.micros(before), limit));
  }

  private static PagedEntry entry(ResultSet row) throws SQLException {
    var by =
        new Actor(
            Actor.Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
            row.getString(4),
            row.getString(5));
    var account = row.getString(7);
    return new PagedEntry(
        row.getLong(1),
        new AuditEntry(
            new Change(by, InstantColumn.time(row.getLong(2))),
            row.getString(6),
            account == null ? null : new AccountSid(account),
            row.getString(8),
            Json.texts(row.getString(9)),
            counts(row.getString(10))));
  }

  private static Map<String, Long> counts(String json) {
    var counts = new HashMap<String, Long>();
    Json.object(json)
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                counts.put(name, number.longValue());
              }
            });
    return counts;
  }
}
