package io.ringdown.storage.database;

import io.ringdown.storage.database.StorageException.Kind;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The way to the database for every table: bounds how many transactions are open at once, and tries
 * again what merely met another. Thread-safe.
 *
 * <p>The bound is here and not in the server's pool, whose size cannot be configured from within
 * the application: no more connections are in use than transactions are open.
 */
public final class Database {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final int TRIES = 8;
  private static final int WAITING_FOR_ONE = 4;
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  private final Transactions transactions;
  private final Semaphore room;
  private final int mostWaiting;
  private final Duration patience;
  private final Durability durability;
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - TELL_EVERY.toNanos());

  /** A database whose commit itself is safe from the end of the process. */
  public Database(Transactions transactions, int size, Duration patience) {
    this(transactions, size, patience, Durability.AT_COMMIT);
  }

  /**
   * @param size the most transactions open at once
   * @param patience how long one waits for room before it is refused
   */
  public Database(Transactions transactions, int size, Duration patience, Durability durability) {
    this.transactions = transactions;
    this.durability = durability;
    this.room = new Semaphore(size, true);
    this.mostWaiting = WAITING_FOR_ONE * size;
    this.patience = patience;
  }

  /** Whether the database answers a question that costs it nothing. */
  public boolean answers() {
    try {
      return reading(em -> em.createNativeQuery("SELECT 1").getSingleResult() != null);
    } catch (StorageException e) {
      return false;
    }
  }

  /**
   * Runs the work in a transaction of its own; must not be called within another. When it returns,
   * what was written is safe from the end of the process.
   *
   * @throws StorageException when it fails or there is no room
   */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    var result = reading(work);
    settle();
    return result;
  }

  /**
   * Runs work that only reads in a transaction of its own; must not be called within another.
   *
   * @throws StorageException when it fails or there is no room
   */
  public <T> T reading(Function<EntityManager, T> work) {
    enter();
    try {
      return transactions.run(work);
    } catch (RuntimeException e) {
      throw StorageException.of(e);
    } finally {
      room.release();
    }
  }

  /**
   * Runs the work in a transaction, and anew in another when it met a concurrent one.
   *
   * @param work does the same each time
   * @throws StorageException when it fails, even after several tries
   */
  public <T> T untilItFits(Function<EntityManager, T> work) {
    var result = untilItFitsUnsettled(work);
    settle();
    return result;
  }

  /**
   * Runs the work as {@link #untilItFits} does, but what was written need not be safe from the end
   * of the process before {@link #settle} returns.
   *
   * @throws StorageException when it fails, even after several tries
   */
  public <T> T untilItFitsUnsettled(Function<EntityManager, T> work) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return reading(work);
      } catch (StorageException e) {
        if (e.kind() != Kind.CONFLICT || left == 0) {
          throw e;
        }
        LOG.log(Level.DEBUG, "RD-2005 transaction met another, tried again: {0}", e.getMessage());
      }
    }
  }

  /**
   * Returns when everything written before the call is safe from the end of the process.
   *
   * @throws StorageException when it cannot be made safe
   */
  public void settle() {
    durability.await();
  }

  private void enter() {
    try {
      // who waits holds a thread of the server: some must be left to say no
      if (room.getQueueLength() < mostWaiting
          && room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(Kind.UNAVAILABLE, "interrupted while waiting for a connection");
    }
    tellThatThereIsNoRoom();
    throw new StorageException(Kind.UNAVAILABLE, "no free database connection");
  }

  /** Once a second: who is refused comes in thousands. */
  private void tellThatThereIsNoRoom() {
    var now = System.nanoTime();
    var told = toldAt.get();
    if (now - told >= TELL_EVERY.toNanos() && toldAt.compareAndSet(told, now)) {
      LOG.log(
          Level.WARNING, "RD-2004 no free database connection, {0} wait", room.getQueueLength());
    }
  }
}
