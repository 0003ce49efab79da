package io.ringdown.storage.database;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** What runs work in a database transaction of its own. Thread-safe. */
public interface Transactions {
  /**
   * Runs the work, and commits when it returns or rolls back when it throws.
   *
   * @param work may be run in any thread; its entities must not outlive it
   */
  <T> T run(Function<EntityManager, T> work);
}
