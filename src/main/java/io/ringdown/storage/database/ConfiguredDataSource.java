package io.ringdown.storage.database;

import io.ringdown.config.DatabaseSettings;
import io.ringdown.config.RingdownSettings;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The data source that the server makes from our {@code @DataSourceDefinition}: it reads the
 * configuration and opens connections of H2's or PostgreSQL's driver, so that the same WAR runs
 * with either and no server needs to be configured. Where the configuration names a data source of
 * the server it passes that one's connections on as they are. Thread-safe once its properties are
 * set.
 */
public class ConfiguredDataSource implements DataSource {
  private String applicationName = "ringdown";
  private int loginTimeout;
  private @Nullable PrintWriter logWriter;
  private volatile HealingConnection.@Nullable Opener origin;

  /** Made by the server. */
  public ConfiguredDataSource() {}

  /** A data source for given settings, outside a server or beside its pool. */
  public ConfiguredDataSource(DatabaseSettings settings) {
    this.origin = origin(settings);
  }

  /** The name under which PostgreSQL lists our sessions. */
  public String getApplicationName() {
    return applicationName;
  }

  public void setApplicationName(String applicationName) {
    this.applicationName = applicationName;
  }

  @Override
  public Connection getConnection() throws SQLException {
    var known = origin();
    return known instanceof ServerDataSource
        ? known.open()
        : HealingConnection.open(known, System::nanoTime);
  }

  /** Ignores the arguments: user and password come from the configuration alone. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  /** A connection that does not heal, for what must notice its end, such as LISTEN. */
  public Connection getMortalConnection() throws SQLException {
    return origin().open();
  }

  private HealingConnection.Opener origin() {
    var known = origin;
    if (known == null) {
      known = origin(RingdownSettings.load().database());
      origin = known;
    }
    return known;
  }

  private HealingConnection.Opener origin(DatabaseSettings settings) {
    return settings.jndi() == null
        ? DriverDataSource.opener(settings, applicationName)
        : new ServerDataSource(settings.jndi());
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("does not wrap " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
