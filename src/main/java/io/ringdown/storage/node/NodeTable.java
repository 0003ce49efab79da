package io.ringdown.storage.node;

import io.ringdown.binding.Departed;
import io.ringdown.binding.NodeId;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.NodeStore;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.binding.DepartingBindings;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The table {@code node}: one row for each process. Tells of the bindings that go with one. */
public final class NodeTable implements NodeStore {
  /** A node that is silent for so many times the silence of a dead one is forgotten. */
  private static final int FORGOTTEN_AFTER = 20;

  private static final String BEAT =
      "UPDATE node SET seen_at = " + Sql.NOW + " WHERE id = ? AND buried_at IS NULL";
  private static final String RISE =
      "UPDATE node SET seen_at = " + Sql.NOW + ", buried_at = NULL WHERE id = ?";
  private static final String JOIN =
      "INSERT INTO node (id, seen_at) VALUES (?, " + Sql.NOW + ") ON CONFLICT DO NOTHING";
  private static final String DEAD =
      "SELECT id, buried_at FROM node WHERE seen_at < "
          + Sql.NOW
          + " - ? AND id <> ? ORDER BY id FOR UPDATE SKIP LOCKED";
  private static final String BURY = "UPDATE node SET buried_at = " + Sql.NOW + " WHERE id = ?";
  private static final String FORGET =
      "DELETE FROM node WHERE id = ? AND seen_at < " + Sql.NOW + " - ?";

  private final Database database;
  private final NodeId node;
  private final NodeSignals signals;
  private final EventLog events;

  /**
   * @param node this one
   */
  public NodeTable(Database database, NodeId node, NodeSignals signals, EventLog events) {
    this.database = database;
    this.node = node;
    this.signals = signals;
    this.events = events;
  }

  @Override
  public boolean beat() {
    // need not outlive the process, which is what it tells of
    return database.untilItFitsUnsettled(
        entities -> {
          if (new Sql(entities, BEAT).update(node.value()) == 1) {
            return true;
          }
          if (new Sql(entities, RISE).update(node.value()) == 0
              && new Sql(entities, JOIN).update(node.value()) == 0) {
            // Waited for one who put a tombstone there, and has taken what this node owed.
            new Sql(entities, RISE).update(node.value());
          }
          return false;
        });
  }

  @Override
  public int buryDead(Duration silence) {
    var buried = database.untilItFits(entities -> bury(entities, micros(silence)));
    tell(buried.departed());
    return buried.nodes();
  }

  private Buried bury(EntityManager entities, long silence) {
    // Locked, so that none of them comes back to life unseen meanwhile.
    List<Silent> dead =
        new Sql(entities, DEAD)
            .all(
                row -> new Silent(row.getString(1), row.getObject(2, Long.class)),
                silence,
                node.value());
    List<Departed> departed = new ArrayList<>();
    for (var one : dead) {
      if (one.buriedAt() == null) {
        new Sql(entities, BURY).update(one.id());
        departed.addAll(DepartingBindings.disconnect(entities, one.id()));
      }
      new Sql(entities, FORGET).update(one.id(), silence * FORGOTTEN_AFTER);
    }
    return new Buried(dead.size(), departed);
  }

  @Override
  public void leave() {
    tell(
        database.untilItFits(
            entities -> {
              var departed = DepartingBindings.disconnect(entities, node.value());
              new Sql(entities, "DELETE FROM node WHERE id = ?").update(node.value());
              return departed;
            }));
    signals.tellAll(SignalTopic.LEFT, node.value());
    // Nobody else knows what this process has not written down by its end.
    events.flush();
  }

  private void tell(List<Departed> departed) {
    departed.forEach(gone -> events.record(Event.departed(gone)));
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }

  private record Buried(int nodes, List<Departed> departed) {}

  private record Silent(String id, @Nullable Long buriedAt) {}
}
