package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.ringdown.config.InvalidSettingsException;
import io.ringdown.storage.database.DataSourceInspection;
import io.ringdown.storage.database.PostgresDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What an administrator may put in place of our own connections, and how we work with it. */
@SuppressWarnings("NullAway.Init")
class ServersDataSourceTest {
  private static TestDatabase postgres;

  @BeforeAll
  static void start() {
    postgres = TestDatabase.postgres();
  }

  @AfterAll
  static void end() {
    postgres.close();
  }

  @Test
  void oneOfPostgresThatJoinsTransactionsIsFit() {
    assertThatNoException()
        .isThrownBy(new DataSourceInspection(postgres.source, postgres.database::reading)::run);
  }

  @Test
  void oneThatJoinsNoTransactionIsRefused() {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(new DataSourceInspection(postgres.source, postgres::withoutTransaction)::run)
        .withMessageContaining("ringdown.db.jndi: ")
        .withMessageContaining("JTA");
  }

  @Test
  void oneOfAnotherDatabaseIsRefused(@TempDir Path directory) {
    try (var h2 = TestDatabase.h2(directory)) {
      assertThatExceptionOfType(InvalidSettingsException.class)
          .isThrownBy(new DataSourceInspection(h2.source, h2.database::reading)::run)
          .withMessageContaining("ringdown.db.jndi: ")
          .withMessageContaining("is one of H2");
    }
  }

  @Test
  void theServersOwnDriverHearsSignals() throws Exception {
    try (var classes = anotherDriver();
        var listening = connect(classes);
        var statement = listening.createStatement()) {
      assertThat(listening.isWrapperFor(PGConnection.class)).isFalse();
      var driver = PostgresDriver.behind(listening).orElseThrow();
      statement.execute("LISTEN somebody");

      postgres.execute("NOTIFY somebody, 'one'");
      postgres.execute("NOTIFY somebody, 'two'");

      assertThat(driver.notifications(5_000)).containsExactly("one", "two");
      assertThat(driver.notifications(1)).isEmpty();
    }
  }

  @Test
  void aBrokenLineIsTold() throws Exception {
    try (var classes = anotherDriver();
        var listening = connect(classes)) {
      var driver = PostgresDriver.behind(listening).orElseThrow();
      listening.abort(Runnable::run);

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> driver.notifications(5_000))
          .satisfies(e -> assertThat(e.getSQLState()).startsWith("08"));
    }
  }

  @Test
  void aDriverThatAPoolHidesIsNotThere(@TempDir Path directory) throws Exception {
    try (var open = postgres.source.getMortalConnection();
        var h2 = TestDatabase.h2(directory);
        var other = h2.source.getMortalConnection()) {
      assertThat(PostgresDriver.behind(open)).isPresent();
      assertThat(PostgresDriver.behind(hidden(open))).isEmpty();
      assertThat(PostgresDriver.behind(other)).isEmpty();
    }
  }

  @Test
  void ourOwnDriverTellsNoRowsAndAnotherMustBeTold() throws Exception {
    try (var classes = anotherDriver();
        var chatty = connect(classes);
        var ours = postgres.source.getMortalConnection()) {
      assertThat(PostgresDriver.behind(chatty).orElseThrow().tellsDetails()).isTrue();
      assertThat(PostgresDriver.behind(ours).orElseThrow().tellsDetails()).isFalse();
    }
  }

  private static URLClassLoader anotherDriver() {
    var jar = PGConnection.class.getProtectionDomain().getCodeSource().getLocation();
    return new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
  }

  private static Connection connect(ClassLoader classes) throws Exception {
    try (var ours = postgres.source.getMortalConnection()) {
      var user = new Properties();
      user.setProperty("user", "postgres");
      user.setProperty("password", "postgres");
      var driver =
          Class.forName("org.postgresql.Driver", true, classes)
              .asSubclass(Driver.class)
              .getDeclaredConstructor()
              .newInstance();
      // Without what our own data source told it.
      return driver.connect(ours.getMetaData().getURL().replaceFirst("\\?.*", ""), user);
    }
  }

  private static Connection hidden(Connection open) {
    return (Connection)
        Proxy.newProxyInstance(
            ServersDataSourceTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (method.getName().equals("isWrapperFor")) {
                return false;
              }
              try {
                return method.invoke(open, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
