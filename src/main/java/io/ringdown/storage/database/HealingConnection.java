package io.ringdown.storage.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a server's pool may keep for good: when the database was restarted meanwhile,
 * it is opened anew before the next transaction begins. Used by one thread at a time, like any
 * connection.
 *
 * <p>Servers check their pooled connections only where an administrator says so, and we want none
 * to be needed. Within a transaction nothing heals: what was lost must be told.
 */
final class HealingConnection implements InvocationHandler {
  private static final Logger LOG = System.getLogger(HealingConnection.class.getName());
  private static final long ASK_AFTER_NANOS = 1_000_000_000L;
  private static final int ANSWER_WITHIN_SECONDS = 2;

  private final Opener opener;
  private final LongSupplier nanoTime;
  private Connection physical;
  private long usedAt;
  private boolean autoCommit = true;
  private boolean inTransaction;
  private boolean closed;

  private HealingConnection(Opener opener, LongSupplier nanoTime) throws SQLException {
    this.opener = opener;
    this.nanoTime = nanoTime;
    this.physical = opener.open();
    this.usedAt = nanoTime.getAsLong();
  }

  /**
   * Opens a connection that heals.
   *
   * @param nanoTime tells how long it was idle: one idle for a second is asked whether it lives
   */
  static Connection open(Opener opener, LongSupplier nanoTime) throws SQLException {
    return (Connection)
        Proxy.newProxyInstance(
            HealingConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new HealingConnection(opener, nanoTime));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    switch (method.getName()) {
      case "equals" -> {
        return args != null && proxy == args[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return "HealingConnection";
      }
      case "isClosed" -> {
        return closed;
      }
      case "close" -> {
        closed = true;
        physical.close();
        return null;
      }
      case "setAutoCommit" -> {
        healBetweenTransactions();
        autoCommit = args != null && Boolean.TRUE.equals(args[0]);
        inTransaction = false;
      }
      case "createStatement", "prepareStatement", "prepareCall" -> {
        healBetweenTransactions();
        inTransaction = !autoCommit;
      }
      case "commit" -> inTransaction = false;
      case "rollback" -> {
        if (args == null) {
          inTransaction = false;
          if (physical.isClosed() && !closed) {
            // A connection that died has rolled back.
            return null;
          }
        }
      }
      default -> {
        // Everything else is the driver's.
      }
    }
    try {
      return method.invoke(physical, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    } finally {
      usedAt = nanoTime.getAsLong();
    }
  }

  private void healBetweenTransactions() throws SQLException {
    if (inTransaction || closed || lives()) {
      return;
    }
    var fresh = opener.open();
    fresh.setAutoCommit(autoCommit);
    try {
      physical.close();
    } catch (SQLException e) {
      LOG.log(Level.TRACE, "the dead connection could not be closed", e);
    }
    physical = fresh;
    LOG.log(Level.INFO, "RD-2001 a dead database connection was opened anew");
  }

  private boolean lives() throws SQLException {
    if (physical.isClosed()) {
      return false;
    }
    return nanoTime.getAsLong() - usedAt < ASK_AFTER_NANOS
        || physical.isValid(ANSWER_WITHIN_SECONDS);
  }

  /** What opens a connection to the database. */
  @FunctionalInterface
  interface Opener {
    Connection open() throws SQLException;
  }
}
