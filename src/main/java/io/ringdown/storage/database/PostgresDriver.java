package io.ringdown.storage.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL's driver does beyond JDBC, on the connection behind a pool. The driver of a
 * server's data source is another copy than the one in the WAR, so its classes are reached through
 * the connection. Used by one thread at a time, like any connection.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/server-prepare/#listen--notify">pgJDBC:
 *     Listen / Notify</a>
 */
public final class PostgresDriver {
  private final Connection pooled;
  private final Object connection;
  private final ClassLoader classes;
  private final Method getNotifications;
  private final Method getParameter;

  private PostgresDriver(Connection pooled, ClassLoader classes)
      throws ReflectiveOperationException, SQLException {
    this.pooled = pooled;
    this.connection = pooled.unwrap(pgConnection(classes));
    this.classes = classes;
    this.getNotifications = pgConnection(classes).getMethod("getNotifications", int.class);
    this.getParameter = type(classes, "org.postgresql.PGNotification").getMethod("getParameter");
  }

  /** The driver behind this connection, if it is PostgreSQL's own and the pool lets it be seen. */
  public static Optional<PostgresDriver> behind(Connection connection) throws SQLException {
    // Pools wrap connections and statements; an array is the driver's own.
    var classes = connection.createArrayOf("text", new Object[0]).getClass().getClassLoader();
    try {
      var type = pgConnection(classes);
      return connection.isWrapperFor(type)
          ? Optional.of(new PostgresDriver(connection, classes))
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  /**
   * The texts of the notifications that arrived, after at most the given time.
   *
   * @throws SQLException when the connection is broken
   */
  public List<String> notifications(int waitMillis) throws SQLException {
    try {
      List<String> texts = new ArrayList<>();
      if (getNotifications.invoke(connection, waitMillis) instanceof Object[] heard) {
        for (var one : heard) {
          texts.add((String) getParameter.invoke(one));
        }
      }
      return texts;
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof SQLException broken ? broken : new SQLException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new SQLException(e);
    }
  }

  /** Whether the messages of its exceptions quote rows; drivers that cannot be told not to, do. */
  public boolean tellsDetails() throws SQLException {
    try {
      var type = type(classes, "org.postgresql.core.BaseConnection");
      // Pools may show no more of the driver than the interface that was asked for.
      return !pooled.isWrapperFor(type)
          || !Boolean.FALSE.equals(
              type.getMethod("getLogServerErrorDetail").invoke(pooled.unwrap(type)));
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static Class<?> pgConnection(ClassLoader classes) throws ClassNotFoundException {
    return type(classes, "org.postgresql.PGConnection");
  }

  private static Class<?> type(ClassLoader classes, String name) throws ClassNotFoundException {
    return Class.forName(name, false, classes);
  }
}
