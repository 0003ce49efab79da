package io.ringdown.delivery;

/** Who is told what became of every attempt to deliver, to count it. Thread-safe, quick. */
@FunctionalInterface
public interface DeliveryObserver {
  /** Nobody. */
  DeliveryObserver NONE = attempt -> {};

  /** An attempt has ended; called once for each, before it is written down. */
  void ended(DeliveryAttempt attempt);
}
