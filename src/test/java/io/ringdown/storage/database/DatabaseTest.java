package io.ringdown.storage.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.storage.database.StorageException.Kind;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  /** Runs the work with nothing, like a database that nobody asks. */
  private static final Transactions NOTHING =
      new Transactions() {
        @Override
        @SuppressWarnings("NullAway")
        public <T> T run(Function<EntityManager, T> work) {
          return work.apply(null);
        }
      };

  private final Database database = new Database(NOTHING, 1, Duration.ZERO);

  @Test
  void refusesWhatHasNoRoom() throws Exception {
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    var thread = Executors.newSingleThreadExecutor();
    try {
      var first =
          thread.submit(
              () ->
                  database.inTransaction(
                      entities -> {
                        inside.countDown();
                        return awaited(leave);
                      }));
      inside.await();

      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> database.inTransaction(entities -> 1))
          .matches(e -> e.kind() == Kind.UNAVAILABLE);

      leave.countDown();
      assertThat(first.get()).isTrue();
      int next = database.inTransaction(entities -> 1);
      assertThat(next).isEqualTo(1);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void triesAgainWhatMetAnother() {
    var tries = new AtomicInteger();

    String result =
        database.untilItFits(
            entities -> {
              if (tries.incrementAndGet() < 3) {
                throw failure("23505");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(tries).hasValue(3);
  }

  @Test
  void givesUpOnWhatAlwaysMeetsAnother() {
    var tries = new AtomicInteger();

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> database.untilItFits(entities -> failing(tries, "40P01")))
        .matches(e -> e.kind() == Kind.CONFLICT);
    assertThat(tries).hasValue(8);
  }

  @Test
  void neverRepeatsWhatMayHaveHappened() {
    var tries = new AtomicInteger();

    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> database.untilItFits(entities -> failing(tries, "08006")))
        .matches(e -> e.kind() == Kind.UNAVAILABLE);
    assertThat(tries).hasValue(1);
  }

  @Test
  void tellsNothingThatTheDatabaseQuoted() {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> database.inTransaction(entities -> failing(new AtomicInteger(), "22001")))
        .withMessage("the database said SQLState 22001")
        .withNoCause();
  }

  @Test
  void looksBehindWhatAServerWraps() {
    var none = new SQLException("Error in allocating a connection");
    assertThat(StorageException.of(none).kind()).isEqualTo(Kind.UNAVAILABLE);
    none.initCause(failure("22001"));
    assertThat(StorageException.of(none).kind()).isEqualTo(Kind.BROKEN);
    assertThat(StorageException.of(new IllegalStateException("token")))
        .matches(e -> e.kind() == Kind.BROKEN)
        .hasMessageNotContaining("token")
        .hasNoCause();
  }

  private static int failing(AtomicInteger tries, String state) {
    tries.incrementAndGet();
    throw failure(state);
  }

  private static RuntimeException failure(String state) {
    return new PersistenceException(new SQLException("Key (address)=(token) is bad", state));
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
