package io.ringdown.delivery.event;

/** Who is told that something changed. Thread-safe; returns at once and never throws. */
@FunctionalInterface
public interface EventLog {
  /** Nobody. */
  EventLog NONE = event -> {};

  /** Something changed, and the change is kept already. */
  void record(Event event);
}
