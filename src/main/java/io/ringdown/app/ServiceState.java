package io.ringdown.app;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether the service has come up. No EJB may be asked before: a start that failed leaves its
 * caller waiting for good on WildFly. Thread-safe.
 */
@ApplicationScoped
public class ServiceState {
  private volatile boolean started;

  /** Whether {@link Lifecycle} has put everything in place, and not yet ended it. */
  public boolean isStarted() {
    return started;
  }

  /** It has come up. */
  public void started() {
    started = true;
  }

  /** It is ending. */
  public void ended() {
    started = false;
  }
}
