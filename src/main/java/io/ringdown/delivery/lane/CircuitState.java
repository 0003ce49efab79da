package io.ringdown.delivery.lane;

/** Whether a circuit breaker lets deliveries through; in the order of how bad it is. */
public enum CircuitState {
  /** All go through. */
  CLOSED,
  /** One may go through, to see whether the provider is well again. */
  HALF_OPEN,
  /** None goes through. */
  OPEN;

  /** The worse of the two. */
  public CircuitState or(CircuitState other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
