package io.ringdown.delivery;

/** Where a call stands. */
public enum CallStatus {
  /** Some delivery is still on its way and none was accepted. */
  PENDING,
  /** Some provider took it. */
  ACCEPTED,
  /** Every delivery came to an end, and none was accepted. */
  FAILED,
  /** The deadline passed before any was accepted. */
  EXPIRED,
  /** The callee had no binding. */
  NO_BINDINGS
}
