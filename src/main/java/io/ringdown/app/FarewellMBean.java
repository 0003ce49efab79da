package io.ringdown.app;

/** How whoever runs the process ends the service in order, while it can still answer. */
public interface FarewellMBean {
  /** Ends the service and returns when it has ended; does nothing the second time. */
  void stop();
}
