package io.ringdown.delivery.node;

import java.time.Duration;

/**
 * Where this node tells that it lives. All times are the database's own, so that no node's clock
 * matters. Thread-safe; each call is a transaction.
 */
public interface NodeStore {
  /**
   * Tells that this node lives.
   *
   * @return whether the others have known it as living until now; false at its start, and when they
   *     gave it up meanwhile: then the bindings of its connections are gone
   */
  boolean beat();

  /**
   * Gives up the nodes that have not been heard of for so long: deletes the bindings of their
   * connections, and forgets those that are long dead. What they owed is left to {@link OwedStore}.
   *
   * @return how many are given up by now, still remembered
   */
  int buryDead(Duration silence);

  /** This node goes: the bindings of its connections are deleted, what it owes is anybody's. */
  void leave();
}
