package io.ringdown.delivery.lane;

/** Whether a circuit breaker lets deliveries through. */
public enum CircuitState {
  /** All go through. */
  CLOSED(0),
  /** One may go through, to see whether the provider is well again. */
  HALF_OPEN(1),
  /** None goes through. */
  OPEN(2);

  private final int severity;

  CircuitState(int severity) {
    this.severity = severity;
  }

  /** How bad it is, as the metrics show it: 0 to 2. */
  public int severity() {
    return severity;
  }

  /** The worse of the two. */
  public CircuitState or(CircuitState other) {
    return severity >= other.severity ? this : other;
  }
}
