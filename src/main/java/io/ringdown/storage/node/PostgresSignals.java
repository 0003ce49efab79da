package io.ringdown.storage.node;

import io.ringdown.binding.NodeId;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.database.ConfiguredDataSource;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.PostgresDriver;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Signals through PostgreSQL's LISTEN and NOTIFY. Listens with one thread on one connection of its
 * own beside the pool, and opens another when that breaks.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/server-prepare/#listen--notify">pgJDBC:
 *     Listen / Notify</a>
 */
public final class PostgresSignals extends SignalListeners {
  private static final System.Logger LOG = System.getLogger(PostgresSignals.class.getName());
  private static final int WAIT_MILLIS = 5_000;
  private static final int ANSWER_WITHIN_SECONDS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private final Database database;
  private final SignalLine line;
  private final ConfiguredDataSource source;
  private final NodeId node;
  private final ThreadFactory threads;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Connection connection;
  private @Nullable Thread thread;

  /**
   * @param source gives the connection to listen on
   * @param threads makes the one thread
   */
  public PostgresSignals(
      Database database,
      SignalLine line,
      ConfiguredDataSource source,
      NodeId node,
      ThreadFactory threads) {
    this.database = database;
    this.line = line;
    this.source = source;
    this.node = node;
    this.threads = threads;
  }

  @Override
  public void tellAll(SignalTopic topic, String text) {
    database.inTransaction(
        entities -> {
          line.tellAll(entities, topic, text);
          return topic;
        });
  }

  @Override
  public void start() {
    var listening = threads.newThread(this::run);
    thread = listening;
    listening.start();
  }

  @Override
  public void close() {
    closed.countDown();
    var open = connection;
    try {
      if (open != null) {
        open.abort(Runnable::run);
      }
      if (thread != null) {
        thread.join(TimeUnit.SECONDS.toMillis(ANSWER_WITHIN_SECONDS));
      }
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "the line was broken already: {0}", e.getSQLState());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var pause = FIRST_PAUSE;
    var isFirst = true;
    while (!isClosedAfter(isFirst ? Duration.ZERO : pause)) {
      isFirst = false;
      pause = hear() ? FIRST_PAUSE : longer(pause);
    }
  }

  /** Listens until the line breaks; says whether there was one. */
  private boolean hear() {
    var opened = false;
    try (var fresh = source.getMortalConnection()) {
      connection = fresh;
      var driver = PostgresDriver.behind(fresh);
      if (driver.isEmpty()) {
        LOG.log(
            Level.WARNING,
            "RD-2023 the server's data source hides PostgreSQL's driver: not listening to the"
                + " other nodes, but looking every few seconds");
        closed.countDown();
        return false;
      }
      try (var statement = fresh.createStatement()) {
        statement.execute("LISTEN " + SignalLine.ALL);
        statement.execute("LISTEN " + SignalLine.channel(node));
        opened = true;
        LOG.log(Level.INFO, "RD-3015 listening to the other nodes");
        gap();
        hear(fresh, driver.get());
      } finally {
        silence(fresh);
      }
    } catch (SQLException | RuntimeException e) {
      if (closed.getCount() > 0) {
        LOG.log(
            opened ? Level.WARNING : Level.DEBUG,
            "RD-3014 the line to the other nodes broke and is opened again: {0}",
            e.getClass().getName());
      }
    } finally {
      connection = null;
    }
    return opened;
  }

  private void hear(Connection open, PostgresDriver driver) throws SQLException {
    while (closed.getCount() > 0) {
      var heard = driver.notifications(WAIT_MILLIS);
      if (heard.isEmpty()) {
        // A peer that vanished without a word is noticed only by asking.
        if (!open.isValid(ANSWER_WITHIN_SECONDS)) {
          throw new SQLException("the line is dead", "08006");
        }
        continue;
      }
      for (var text : heard) {
        var space = text.indexOf(' ');
        if (space > 0) {
          heard(text.substring(0, space), text.substring(space + 1));
        }
      }
    }
  }

  /** What goes back to a server's pool must not gather signals that nobody reads. */
  private static void silence(Connection open) {
    try (var statement = open.createStatement()) {
      statement.execute("UNLISTEN *");
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "the line was broken already: {0}", e.getSQLState());
    }
  }

  private boolean isClosedAfter(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
