package io.ringdown.storage.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.CommunicationException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerDataSourceTest {
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicInteger pauses = new AtomicInteger();
  private @Nullable Object bound;
  private NamingException absence = new NameNotFoundException();
  private final ServerDataSource source =
      new ServerDataSource("jdbc/ringdown", this::lookup, pauses::incrementAndGet);

  @Test
  void waitsForOneThatTheServerIsStillStarting() throws SQLException {
    var starting =
        new ServerDataSource(
            "jdbc/ringdown",
            this::lookup,
            () -> {
              if (pauses.incrementAndGet() == 3) {
                bound = h2("jdbc:h2:mem:");
              }
            });

    starting.open().close();

    assertThat(pauses).hasValue(3);
  }

  @Test
  void givesUpInTheEndAndNamesTheKey() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(source::open)
        .withMessage("ringdown.db.jndi: the server has no data source jdbc/ringdown")
        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    assertThat(pauses).hasValue(150);
  }

  @Test
  void doesNotWaitForWhatIsBroken() {
    absence = new CommunicationException();
    assertThatExceptionOfType(SQLException.class).isThrownBy(source::open);
    bound = "a text";
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(source::open)
        .withMessageContaining("ringdown.db.jndi");

    assertThat(pauses).hasValue(0);
  }

  @Test
  void isLookedUpOnce() throws SQLException {
    bound = h2("jdbc:h2:mem:");
    source.open().close();
    source.open().close();

    assertThat(lookups).hasValue(1);
  }

  @Test
  void anotherIsTakenAfterItFailed() throws SQLException {
    bound = h2("jdbc:h2:file:/dev/null/nowhere");
    assertThatExceptionOfType(SQLException.class).isThrownBy(source::open);
    bound = h2("jdbc:h2:mem:");

    source.open().close();

    assertThat(lookups).hasValue(2);
  }

  @Test
  void nobodyWaitsForOneThatWasThereAndIsNot() {
    bound = h2("jdbc:h2:file:/dev/null/nowhere");
    assertThatExceptionOfType(SQLException.class).isThrownBy(source::open);
    bound = null;

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(source::open)
        .withMessageContaining("ringdown.db.jndi");
    assertThat(pauses).hasValue(0);
  }

  @Test
  void theServerHasAClassLoaderWhileItMakesThePool() throws SQLException {
    var thread = Thread.currentThread();
    var loader = thread.getContextClassLoader();
    var seen = new ClassLoader[1];
    bound = h2("jdbc:h2:mem:");
    var deploying =
        new ServerDataSource(
            "jdbc/ringdown",
            name -> {
              seen[0] = thread.getContextClassLoader();
              return lookup(name);
            },
            pauses::incrementAndGet);
    thread.setContextClassLoader(null);
    try {
      deploying.open().close();

      assertThat(seen[0]).isNotNull();
      assertThat(thread.getContextClassLoader()).isNull();
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  private Object lookup(String name) throws NamingException {
    assertThat(name).isEqualTo("jdbc/ringdown");
    lookups.incrementAndGet();
    if (bound == null) {
      throw absence;
    }
    return bound;
  }

  private static DataSource h2(String url) {
    var source = new JdbcDataSource();
    source.setURL(url);
    return source;
  }
}
