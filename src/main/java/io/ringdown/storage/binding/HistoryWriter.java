package io.ringdown.storage.binding;

import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingHistory;
import io.ringdown.binding.ChangedBy;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What writes the history of bindings, within the transaction of what it tells of: changes are
 * gathered, and written by {@link #flush()} in one batch, however many bindings it was. A change is
 * numbered by the version of its binding, which must be locked or new.
 */
public final class HistoryWriter {
  private static final String INSERT =
      "INSERT INTO binding_history (binding_sid, ordinal, account_sid, identity, former, event,"
          + " changed, reason, detail, twilio_code, at, actor, ended_at)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String CHANGED =
      "SELECT sid, version, account_sid, identity FROM binding WHERE sid = ANY(?)";
  private static final String TRIM =
      "DELETE FROM binding_history WHERE binding_sid = ? AND ordinal <= ?";

  private final EntityManager entities;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private final List<@Nullable Object[]> tooOld = new ArrayList<>();

  public HistoryWriter(EntityManager entities) {
    this.entities = entities;
  }

  /** Notes what happened to a binding as it is now. */
  void add(Subject binding, Happening happening) {
    var at = InstantColumn.micros(happening.at());
    var ended = happening.kind() == Kind.DELETED || happening.kind() == Kind.EVICTED;
    rows.add(
        new @Nullable Object[] {
          binding.sid(),
          binding.version(),
          binding.account(),
          binding.identity(),
          happening.former(),
          happening.kind().name(),
          happening.fields().isEmpty() ? null : Json.write(happening.fields()),
          happening.reason(),
          happening.detail(),
          happening.twilioCode(),
          at,
          happening.by().name(),
          ended ? at : null
        });
    if (binding.version() > BindingHistory.MOST_CHANGES) {
      tooOld.add(new Object[] {binding.sid(), binding.version() - BindingHistory.MOST_CHANGES});
    }
  }

  /** Notes what happened to bindings, by SID, that this transaction has just changed. */
  void addChanged(Map<String, Happening> happenings) {
    if (happenings.isEmpty()) {
      return;
    }
    var sids = happenings.keySet().toArray(String[]::new);
    new Sql(entities, CHANGED)
        .all(
            row ->
                new Subject(row.getString(1), row.getLong(2), row.getString(3), row.getString(4)),
            (Object) sids)
        .forEach(binding -> add(binding, Objects.requireNonNull(happenings.get(binding.sid()))));
  }

  /** Writes what was noted. To be called once, at the end of the transaction. */
  public void flush() {
    // In the same order in every transaction, so that two never wait for each other.
    rows.sort(Comparator.comparing((@Nullable Object[] row) -> (String) row[0]));
    new Sql(entities, INSERT).batch(rows);
    new Sql(entities, TRIM).batch(tooOld);
  }

  /**
   * Whose history it is.
   *
   * @param version the number of the change, which no other change of the binding has
   */
  record Subject(String sid, long version, String account, String identity) {}

  /**
   * What happened.
   *
   * @param former the identity before a move
   */
  record Happening(
      Kind kind,
      @Nullable String former,
      List<String> fields,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable Integer twilioCode,
      Instant at,
      ChangedBy by) {
    Happening(Kind kind, Instant at, ChangedBy by) {
      this(kind, null, List.of(), null, null, null, at, by);
    }

    Happening(
        Kind kind, @Nullable String reason, @Nullable String detail, Instant at, ChangedBy by) {
      this(kind, null, List.of(), reason, detail, null, at, by);
    }
  }
}
