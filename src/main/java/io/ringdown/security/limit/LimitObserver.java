package io.ringdown.security.limit;

/** Who is told of everything that was too much, to count it. Thread-safe, quick. */
@FunctionalInterface
public interface LimitObserver {
  /** Something was too much at this door. */
  void limited(Door door);
}
