package io.ringdown.storage.database;

import io.ringdown.storage.database.StorageException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the commits of an embedded H2 safe, many at a time. H2 can write each commit to its file by
 * itself, one after the other; here the first who waits has all written that were committed so far,
 * and those who come meanwhile share the next write. Thread-safe.
 *
 * @see <a href="https://www.h2database.com/html/commands.html#checkpoint">H2: CHECKPOINT</a>
 */
public final class GroupFlush implements Durability, AutoCloseable {
  private final ConfiguredDataSource database;
  private final AtomicLong committed = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private long safe;
  private boolean writing;
  private @Nullable Connection connection;

  /**
   * @param database gives a connection beside the pool, with an administrator's rights
   */
  public GroupFlush(ConfiguredDataSource database) {
    this.database = database;
  }

  @Override
  public void await() {
    var mine = committed.incrementAndGet();
    lock.lock();
    try {
      while (safe < mine) {
        if (writing) {
          written.awaitUninterruptibly();
        } else {
          write();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes with the lock released, as the only one. */
  private void write() {
    var upTo = committed.get();
    writing = true;
    lock.unlock();
    try {
      checkpoint();
    } finally {
      lock.lock();
      writing = false;
      written.signalAll();
    }
    safe = Math.max(safe, upTo);
  }

  private void checkpoint() {
    try {
      var open = connection;
      if (open == null || open.isClosed()) {
        open = database.getMortalConnection();
        connection = open;
      }
      try (var statement = open.createStatement()) {
        statement.execute("CHECKPOINT");
      }
    } catch (SQLException e) {
      throw new StorageException(Kind.UNAVAILABLE, "what was committed could not be written");
    }
  }

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      while (writing) {
        written.awaitUninterruptibly();
      }
      if (connection != null) {
        connection.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
