package io.ringdown.delivery.node;

import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliverySid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where it is written which node owes which delivery. Thread-safe; each call is a transaction. */
public interface OwedStore {
  /** All that this node owes, whether it is under way or not. */
  List<DeliverySid> owed();

  /**
   * Makes this node owe what the nodes owed that have not been heard of for so long; of several
   * that ask at once each gets other deliveries.
   *
   * @param limit the most to be taken, the oldest deadlines first
   */
  List<DeliverySid> takeFromDead(Duration silence, int limit);

  /**
   * Makes this node owe what nodes owed that have left. Reads more than {@link #takeFromDead}, so
   * it is for a poll now and then, or when a node has just left.
   */
  List<DeliverySid> takeFromGone(int limit);

  /**
   * Loads deliveries that this node owes, with the binding's target and the credential as they are
   * now. Those whose deadline has passed or whose binding is gone, dead or another identity's by
   * now are ended instead, as are those whose connection a node holds that is dead. Those whose
   * connection another living node holds by now are given to it. Those that another node owes or
   * that are at their end are left out.
   */
  List<Owed> load(List<DeliverySid> sids, Instant now);

  /**
   * A delivery to go on with.
   *
   * @param notBefore until when the provider asked to be left alone, when it did
   */
  record Owed(Delivery delivery, Optional<Instant> notBefore) {}
}
