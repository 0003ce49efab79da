package io.ringdown.storage.call;

import io.ringdown.binding.NodeId;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.node.OwedStore;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The column {@code delivery.owed_by}: who must deliver what. */
public final class OwedTable implements OwedStore {
  private static final String OWED = "SELECT sid FROM delivery WHERE owed_by = ?";

  /** Locked with the claim, so that none of them beats meanwhile and goes on with it too. */
  private static final String DEAD =
      "SELECT id FROM node WHERE seen_at < "
          + Sql.NOW
          + " - ? AND buried_at IS NOT NULL AND id <> ? ORDER BY id FOR UPDATE SKIP LOCKED";

  private static final String DEBTORS =
      "SELECT DISTINCT owed_by FROM delivery WHERE owed_by IS NOT NULL AND owed_by <> ?";
  private static final String KNOWN = "SELECT id FROM node WHERE id = ?";

  /** Whoever comes back to this name waits for it, and then sees what is left. */
  private static final String TOMBSTONE =
      "INSERT INTO node (id, seen_at, buried_at) VALUES (?, 0, "
          + Sql.NOW
          + ") ON CONFLICT DO NOTHING";

  private static final String BURIED =
      "SELECT id FROM node WHERE id = ANY(?) AND buried_at IS NOT NULL"
          + " ORDER BY id FOR UPDATE SKIP LOCKED";
  private static final String OLDEST =
      "SELECT sid FROM delivery WHERE owed_by = ? ORDER BY"
          + " (SELECT c.deadline FROM ring_call c WHERE c.id = delivery.call_id), sid"
          + " LIMIT ? FOR UPDATE SKIP LOCKED";
  private static final String TAKE = "UPDATE delivery SET owed_by = ? WHERE sid = ANY(?)";

  private final Database database;
  private final SecretCipher cipher;
  private final NodeId node;
  private final SignalLine signals;
  private final EventLog events;

  /**
   * @param node this one
   * @param signals tells the nodes that hold connections
   */
  public OwedTable(
      Database database, SecretCipher cipher, NodeId node, SignalLine signals, EventLog events) {
    this.database = database;
    this.cipher = cipher;
    this.node = node;
    this.signals = signals;
    this.events = events;
  }

  @Override
  public List<DeliverySid> owed() {
    return database.inTransaction(
        entities ->
            new Sql(entities, OWED).all(row -> new DeliverySid(row.getString(1)), node.value()));
  }

  @Override
  public List<DeliverySid> takeFromDead(Duration silence, int limit) {
    return database.untilItFits(
        entities ->
            take(
                entities,
                new Sql(entities, DEAD)
                    .all(
                        row -> row.getString(1),
                        TimeUnit.NANOSECONDS.toMicros(silence.toNanos()),
                        node.value()),
                limit));
  }

  @Override
  public List<DeliverySid> takeFromGone(int limit) {
    return database.untilItFits(
        entities -> {
          var debtors = new Sql(entities, DEBTORS).all(row -> row.getString(1), node.value());
          // In one order, so that two who take from the same ones never wait for each other.
          debtors.sort(Comparator.naturalOrder());
          for (var debtor : debtors) {
            if (new Sql(entities, KNOWN).first(row -> true, debtor).isEmpty()) {
              new Sql(entities, TOMBSTONE).update(debtor);
            }
          }
          var buried =
              new Sql(entities, BURIED)
                  .all(row -> row.getString(1), (Object) debtors.toArray(String[]::new));
          return take(entities, buried, limit);
        });
  }

  private List<DeliverySid> take(EntityManager entities, List<String> debtors, int limit) {
    List<String> taken = new ArrayList<>();
    for (var debtor : debtors) {
      if (taken.size() < limit) {
        taken.addAll(
            new Sql(entities, OLDEST).all(row -> row.getString(1), debtor, limit - taken.size()));
      }
    }
    if (!taken.isEmpty()) {
      new Sql(entities, TAKE).update(node.value(), taken.toArray(String[]::new));
    }
    return taken.stream().map(DeliverySid::new).toList();
  }

  @Override
  public List<Owed> load(List<DeliverySid> sids, Instant now) {
    var names = sids.stream().map(DeliverySid::value).toList();
    var loaded =
        database.untilItFits(
            entities -> new OwedLoader(entities, cipher, node, signals).load(names, now));
    EndingDelivery.events(loaded.ended()).forEach(events::record);
    return loaded.owed();
  }
}
