package io.ringdown.storage.node;

import io.ringdown.binding.NodeId;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The names and forms of signals in PostgreSQL: a channel for all nodes and one for each, and a
 * text of topic and content. Sent within a transaction, they go out at its commit or not at all.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-notify.html">PostgreSQL: NOTIFY</a>
 */
public final class SignalLine {
  static final String ALL = "ringdown";

  private static final int NAME_DIGITS = 16;

  private final boolean open;

  /**
   * @param open whether the database passes signals; if not nothing is sent, as there is one node
   */
  public SignalLine(boolean open) {
    this.open = open;
  }

  /** Tells one node, when the transaction commits; words that do not fit go in several signals. */
  public void tell(EntityManager entities, NodeId node, SignalTopic topic, List<String> words) {
    List<String> fitting = new ArrayList<>();
    var length = 0;
    for (var word : words) {
      if (length + word.length() + 1 > NodeSignals.LONGEST) {
        send(entities, channel(node), topic, String.join(" ", fitting));
        fitting.clear();
        length = 0;
      }
      fitting.add(word);
      length += word.length() + 1;
    }
    if (!fitting.isEmpty()) {
      send(entities, channel(node), topic, String.join(" ", fitting));
    }
  }

  /** Tells every node, when the transaction commits. */
  public void tellAll(EntityManager entities, SignalTopic topic, String text) {
    send(entities, ALL, topic, text);
  }

  private void send(EntityManager entities, String channel, SignalTopic topic, String text) {
    if (open) {
      new Sql(entities, "SELECT pg_notify(?, ?)")
          .first(row -> true, channel, topic.name() + " " + text);
    }
  }

  /** The channel on which a node is told what is for it alone: a safe name, whatever the node's. */
  static String channel(NodeId node) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(node.value().getBytes(StandardCharsets.UTF_8));
      return ALL + "_" + HexFormat.of().formatHex(hash).substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
