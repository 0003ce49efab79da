package io.ringdown.storage.database;

/** When a committed transaction is safe from the end of the process. Thread-safe. */
@FunctionalInterface
public interface Durability {
  /** For a database whose commit itself is safe. */
  Durability AT_COMMIT = () -> {};

  /**
   * Returns when everything that was committed before the call is safe.
   *
   * @throws StorageException when it cannot be made safe
   */
  void await();
}
