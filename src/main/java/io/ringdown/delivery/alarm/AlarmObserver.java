package io.ringdown.delivery.alarm;

import io.ringdown.binding.Channel;

/** Who is told of each alarm, to count it. Thread-safe, quick. */
@FunctionalInterface
public interface AlarmObserver {
  /** A credential that worked, or was never used, fails from now on. */
  void raised(Channel channel, String code);
}
