package io.ringdown.delivery;

/** Somebody who wants to know what became of an attempt the moment it is known. */
@FunctionalInterface
public interface OutcomeListener {
  /** Told on a thread that others need: must return at once and never throw. */
  void reached(Delivery delivery, DeliveryOutcome outcome);
}
