package io.ringdown.storage.database;

import io.ringdown.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How a driver is told to connect, with defaults that the URL may override. */
final class DriverDataSource {
  private static final int CONNECT_SECONDS = 5;
  private static final int SILENCE_SECONDS = 20;
  private static final int IDLE_SECONDS = 5;

  private DriverDataSource() {}

  static HealingConnection.Opener opener(DatabaseSettings settings, String applicationName) {
    if (!settings.isPostgres()) {
      return h2(settings)::getConnection;
    }
    var source = postgres(settings, applicationName);
    return () -> bounded(source.getConnection());
  }

  /**
   * A session that holds no lock for a node that froze or was cut off within a transaction: nobody
   * could take over from it.
   */
  private static Connection bounded(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = '" + IDLE_SECONDS + "s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static DataSource postgres(DatabaseSettings settings, String applicationName) {
    var source = new PGSimpleDataSource();
    source.setURL(settings.url());
    if (settings.user() != null) {
      source.setUser(settings.user());
    }
    if (settings.password() != null) {
      source.setPassword(settings.password());
    }
    if (!says(settings, "ApplicationName")) {
      source.setApplicationName(applicationName);
    }
    if (!says(settings, "connectTimeout")) {
      source.setConnectTimeout(CONNECT_SECONDS);
    }
    if (!says(settings, "socketTimeout")) {
      source.setSocketTimeout(SILENCE_SECONDS);
    }
    if (!says(settings, "tcpKeepAlive")) {
      source.setTcpKeepAlive(true);
    }
    // The detail of an error quotes the row.
    source.setLogServerErrorDetail(false);
    return source;
  }

  /**
   * H2 writes commits to its file now and then; {@link GroupFlush} has them written before anybody
   * relies on them.
   */
  private static DataSource h2(DatabaseSettings settings) {
    var url = new StringBuilder(settings.url());
    for (var option :
        new String[] {
          "MODE=PostgreSQL",
          "DATABASE_TO_LOWER=TRUE",
          "DEFAULT_NULL_ORDERING=HIGH",
          "LOCK_TIMEOUT=5000",
          // A result reused while another session commits may stay without what that one wrote.
          "OPTIMIZE_REUSE_RESULTS=FALSE",
          "DB_CLOSE_ON_EXIT=FALSE"
        }) {
      if (!says(settings, option.substring(0, option.indexOf('=')))) {
        url.append(';').append(option);
      }
    }
    var source = new JdbcDataSource();
    source.setURL(url.toString());
    source.setUser(settings.user() == null ? "sa" : settings.user());
    source.setPassword(settings.password() == null ? "" : settings.password());
    return source;
  }

  private static boolean says(DatabaseSettings settings, String option) {
    return settings.url().toLowerCase(Locale.ROOT).contains(option.toLowerCase(Locale.ROOT) + "=");
  }
}
