package io.ringdown.storage.binding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Departed;
import io.ringdown.binding.PeopleStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.storage.account.AuditTable;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What forgets a person, table by table, and tells of each binding that is gone by it. */
public final class PeopleTable implements PeopleStore {
  private static final int BATCH = 500;
  private static final int PSEUDONYM_BYTES = 16;
  private static final String BINDINGS =
      "SELECT sid FROM binding WHERE account_sid = ? AND identity = ?"
          + " ORDER BY id LIMIT ? FOR UPDATE";
  private static final String CHANGES =
      "SELECT binding_sid, ordinal, ended_at FROM binding_history"
          + " WHERE account_sid = ? AND identity = ? LIMIT ?";
  private static final String MOVES =
      "SELECT binding_sid, ordinal FROM binding_history"
          + " WHERE account_sid = ? AND former = ? LIMIT ?";
  private static final String CALLS =
      "DELETE FROM ring_call WHERE id IN (SELECT id FROM ring_call"
          + " WHERE account_sid = ? AND identity = ? ORDER BY received_at LIMIT ?)";

  private final Database database;
  private final EventLog events;

  public PeopleTable(Database database, EventLog events) {
    this.database = database;
    this.events = events;
  }

  @Override
  public void forget(AccountSid account, Identity identity, Change change) {
    var who = new Object[] {account.value(), identity.value(), BATCH};
    var bindings = whole(() -> forgetBindings(account, who));
    whole(entities -> forgetChanges(entities, who));
    whole(entities -> forgetMoves(entities, who));
    var calls = whole(entities -> new Sql(entities, CALLS).update(who));
    database.untilItFits(
        entities -> {
          AuditTable.forget(entities, account, identity);
          AuditTable.write(
              entities,
              AuditEntry.of(change, "identity.forgotten", account)
                  .about(pseudonym(account, identity))
                  .withCounts(Map.of("bindings", bindings, "calls", calls)));
          return true;
        });
  }

  /** By which whoever knows the identity finds the entry, and nobody reads it there. */
  private static String pseudonym(AccountSid account, Identity identity) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest((account + "/" + identity.value()).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, PSEUDONYM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private long whole(Function<EntityManager, Integer> batch) {
    return whole(() -> database.untilItFits(batch));
  }

  private static long whole(IntSupplier batch) {
    var sum = 0L;
    int done;
    do {
      done = batch.getAsInt();
      sum += done;
    } while (done == BATCH);
    return sum;
  }

  /** Told batch by batch: what is deleted is told also when a later one fails. */
  private int forgetBindings(AccountSid account, Object[] who) {
    var sids = database.untilItFits(entities -> deleteBindings(entities, who));
    sids.stream()
        .map(sid -> new Departed(account, new BindingSid(sid), Kind.DELETED))
        .forEach(gone -> events.record(Event.departed(gone)));
    return sids.size();
  }

  /** With all that happened to them, also while they were somebody else's. */
  private static List<String> deleteBindings(EntityManager entities, Object[] who) {
    var sids = new Sql(entities, BINDINGS).all(row -> row.getString(1), who);
    var all = sids.toArray(String[]::new);
    new Sql(entities, "DELETE FROM binding_history WHERE binding_sid = ANY(?)")
        .update((Object) all);
    new Sql(entities, "DELETE FROM binding WHERE sid = ANY(?)").update((Object) all);
    return sids;
  }

  /** Of a binding that is gone the whole history: without its end it would never be purged. */
  private static int forgetChanges(EntityManager entities, Object[] who) {
    List<@Nullable Object[]> ended = new ArrayList<>();
    List<@Nullable Object[]> others = new ArrayList<>();
    new Sql(entities, CHANGES)
        .all(
            row -> {
              var isLast = row.getObject(3, Long.class) != null;
              return isLast
                  ? ended.add(new Object[] {row.getString(1)})
                  : others.add(new Object[] {row.getString(1), row.getLong(2)});
            },
            who);
    new Sql(entities, "DELETE FROM binding_history WHERE binding_sid = ? AND ordinal = ?")
        .batch(others);
    new Sql(entities, "DELETE FROM binding_history WHERE binding_sid = ?").batch(ended);
    return ended.size() + others.size();
  }

  /** What went to somebody else has its history, without the name it came from. */
  private static int forgetMoves(EntityManager entities, Object[] who) {
    var moves =
        new Sql(entities, MOVES)
            .all(row -> new @Nullable Object[] {row.getString(1), row.getLong(2)}, who);
    new Sql(
            entities,
            "UPDATE binding_history SET former = NULL WHERE binding_sid = ? AND ordinal = ?")
        .batch(moves);
    return moves.size();
  }
}
