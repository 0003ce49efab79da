package io.ringdown.storage.binding;

import io.ringdown.binding.Address;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore.Held;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Departed;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.binding.HistoryWriter.Subject;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What deletes bindings within one transaction, each locked before, and has their history tell why.
 * The history of a connection goes with it: they come and go all day.
 */
public final class DepartingBindings {
  private static final String HELD =
      "SELECT account_sid, sid, address FROM binding WHERE address IS NOT NULL AND ";
  private static final String FORGET = "DELETE FROM binding_history WHERE binding_sid = ?";

  private final EntityManager entities;
  private final HistoryWriter history;

  public DepartingBindings(EntityManager entities, HistoryWriter history) {
    this.entities = entities;
    this.history = history;
  }

  /** Deletes the connections that a node holds. */
  public static List<Departed> disconnect(EntityManager entities, String node) {
    // Locked first, so that none of them writes more history meanwhile.
    var departed =
        new Sql(
                entities,
                "SELECT account_sid, sid FROM binding WHERE node = ? ORDER BY id FOR UPDATE")
            .all(
                row ->
                    new Departed(
                        new AccountSid(row.getString(1)),
                        new BindingSid(row.getString(2)),
                        Kind.DELETED),
                node);
    disconnect(entities, departed.stream().map(one -> one.sid().value()).toList());
    return departed;
  }

  /** The active bindings of the connections that a node holds. */
  static Set<Held> heldBy(EntityManager entities, String node) {
    return Set.copyOf(
        new Sql(entities, HELD + "node = ? AND status = 'ACTIVE'")
            .all(DepartingBindings::held, node));
  }

  /**
   * Deletes connections, as far as their bindings are still theirs.
   *
   * @return those
   */
  static List<Held> release(EntityManager entities, List<Held> connections) {
    var sids = connections.stream().map(one -> one.sid().value()).distinct();
    var released =
        new Sql(entities, HELD + "sid = ANY(?) ORDER BY id FOR UPDATE")
            .all(DepartingBindings::held, (Object) sids.toArray(String[]::new)).stream()
                .filter(Set.copyOf(connections)::contains)
                .toList();
    disconnect(entities, released.stream().map(one -> one.sid().value()).toList());
    return released;
  }

  private static void disconnect(EntityManager entities, List<String> locked) {
    if (locked.isEmpty()) {
      return;
    }
    var sids = locked.toArray(String[]::new);
    new Sql(entities, "DELETE FROM binding_history WHERE binding_sid = ANY(?)")
        .update((Object) sids);
    new Sql(entities, "DELETE FROM binding WHERE sid = ANY(?)").update((Object) sids);
  }

  private static Held held(ResultSet row) throws SQLException {
    return new Held(
        new AccountSid(row.getString(1)),
        new BindingSid(row.getString(2)),
        new Address(row.getString(3)));
  }

  /**
   * Deletes what has been of no use for long.
   *
   * @param which the condition, and in which order how many of them
   */
  public List<Departed> endOld(String reason, Instant at, String which, Object... parameters) {
    return end(
        new Happening(Kind.DELETED, reason, null, at, ChangedBy.RINGDOWN),
        which + " FOR UPDATE SKIP LOCKED",
        parameters);
  }

  /**
   * Deletes bindings.
   *
   * @param happening what their history tells
   * @param which the condition, the order and the kind of lock
   */
  List<Departed> end(Happening happening, String which, @Nullable Object... parameters) {
    var departing =
        new Sql(
                entities,
                "SELECT id, sid, version, account_sid, identity, node FROM binding WHERE " + which)
            .all(
                row ->
                    new Departing(
                        row.getLong(1),
                        new Subject(
                            row.getString(2),
                            row.getLong(3) + 1,
                            row.getString(4),
                            row.getString(5)),
                        row.getString(6) != null),
                parameters);
    departing.stream()
        .filter(one -> !one.connected())
        .forEach(one -> history.add(one.subject(), happening));
    new Sql(entities, FORGET)
        .batch(
            departing.stream()
                .filter(Departing::connected)
                .map(one -> new @Nullable Object[] {one.subject().sid()})
                .toList());
    // At once: at the flush updates would come first, and meet their unique keys.
    new Sql(entities, "DELETE FROM binding WHERE id = ?")
        .batch(departing.stream().map(one -> new @Nullable Object[] {one.id()}).toList());
    return departing.stream().map(one -> one.departed(happening.kind())).toList();
  }

  /** Deletes one that is locked already. */
  List<Departed> end(BindingEntity row, Happening happening) {
    return end(happening, "id = ? FOR UPDATE", row.id);
  }

  private record Departing(long id, Subject subject, boolean connected) {
    Departed departed(Kind kind) {
      return new Departed(new AccountSid(subject.account()), new BindingSid(subject.sid()), kind);
    }
  }
}
