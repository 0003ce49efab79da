package io.ringdown.storage.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class HealingConnectionTest {
  private final List<Connection> opened = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection =
        HealingConnection.open(
            () -> {
              opened.add(DriverManager.getConnection("jdbc:h2:mem:"));
              return opened.get(opened.size() - 1);
            },
            nanos::get);
  }

  @AfterEach
  void close() throws SQLException {
    for (var one : opened) {
      one.close();
    }
  }

  @Test
  void opensAnewWhatDiedBetweenTransactions() throws SQLException {
    connection.setAutoCommit(false);
    ask();
    connection.commit();

    opened.get(0).close();

    ask();
    assertThat(opened).hasSize(2);
    assertThat(opened.get(1).getAutoCommit()).isFalse();
    assertThat(connection.isClosed()).isFalse();
  }

  @Test
  void tellsWhatDiedWithinATransaction() throws SQLException {
    connection.setAutoCommit(false);
    ask();

    opened.get(0).close();

    assertThatExceptionOfType(SQLException.class).isThrownBy(this::ask);
    assertThatExceptionOfType(SQLException.class).isThrownBy(connection::commit);
    assertThat(opened).hasSize(1);
  }

  @Test
  void aDeadTransactionIsRolledBackAndTheNextOneWorks() throws SQLException {
    connection.setAutoCommit(false);
    ask();
    opened.get(0).close();

    connection.rollback();

    ask();
    assertThat(opened).hasSize(2);
  }

  @Test
  void keepsALivingConnectionHoweverLongItWasIdle() throws SQLException {
    ask();
    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));

    ask();

    assertThat(opened).hasSize(1);
  }

  @Test
  void closesForGood() throws SQLException {
    connection.close();

    assertThat(connection.isClosed()).isTrue();
    assertThat(opened.get(0).isClosed()).isTrue();
    assertThatExceptionOfType(SQLException.class).isThrownBy(this::ask);
    assertThat(opened).hasSize(1);
  }

  private void ask() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT 1")) {
      assertThat(row.next()).isTrue();
    }
  }
}
