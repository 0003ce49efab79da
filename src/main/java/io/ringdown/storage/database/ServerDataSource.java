package io.ringdown.storage.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The data source that the server manages and {@code ringdown.db.jndi} names. It is looked up when
 * it is first needed, and again after it failed, for an administrator may have made another.
 * Thread-safe.
 */
final class ServerDataSource implements HealingConnection.Opener {
  private static final Logger LOG = System.getLogger(ServerDataSource.class.getName());
  private static final int FIRST_TRIES = 150;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String CANNOT_CONNECT = "08001";

  private final String name;
  private final Directory directory;
  private final Runnable pause;
  private volatile @Nullable DataSource current;
  private volatile boolean wasThere;

  /** The data source of this name in the server's own directory. */
  @SuppressWarnings("BanJNDI") // settings take only names without a scheme other than java:
  ServerDataSource(String name) {
    this(name, InitialContext::doLookup, () -> LockSupport.parkNanos(PAUSE_NANOS));
  }

  /**
   * @param pause passes between two tries to find it for the first time
   */
  ServerDataSource(String name, Directory directory, Runnable pause) {
    this.name = name;
    this.directory = directory;
    this.pause = pause;
  }

  @Override
  public Connection open() throws SQLException {
    var thread = Thread.currentThread();
    var loader = thread.getContextClassLoader();
    if (loader == null) {
      // Payara's while it deploys; it makes the pool at the first lookup, and fails without. The
      // driver is to be the server's, not the copy in the WAR.
      thread.setContextClassLoader(ServerDataSource.class.getClassLoader().getParent());
    }
    try {
      var known = current;
      if (known == null) {
        known = wasThere ? find() : findAtFirst();
        current = known;
      }
      return known.getConnection();
    } catch (NamingException e) {
      throw new SQLException(
          "ringdown.db.jndi: the server has no data source " + name, CANNOT_CONNECT, e);
    } catch (SQLException e) {
      current = null;
      throw e;
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /** Some servers start their data sources beside the applications. */
  private DataSource findAtFirst() throws NamingException {
    for (var left = FIRST_TRIES; ; left--) {
      try {
        var found = find();
        wasThere = true;
        return found;
      } catch (NamingException e) {
        if (left == 0 || !(e instanceof NameNotFoundException)) {
          LOG.log(
              Level.ERROR,
              "RD-2021 ringdown.db.jndi: the server has no data source {0}: {1}",
              name,
              e.getClass().getName());
          throw e;
        }
        pause.run();
      }
    }
  }

  private DataSource find() throws NamingException {
    if (directory.lookup(name) instanceof DataSource found) {
      return found;
    }
    throw new NamingException("is no data source");
  }

  /** Where a server keeps its things by name. */
  @FunctionalInterface
  interface Directory {
    @Nullable Object lookup(String name) throws NamingException;
  }
}
