package io.ringdown.delivery.event;

/** Who is told that something changed. Thread-safe; never throws. */
@FunctionalInterface
public interface EventLog {
  /** Nobody. */
  EventLog NONE = event -> {};

  /** Something changed, and the change is kept already. Returns at once. */
  void record(Event event);

  /**
   * Returns when what was recorded is kept, or cannot be. For the end of the process, after which
   * nobody else would keep it; may block.
   */
  default void flush() {}
}
