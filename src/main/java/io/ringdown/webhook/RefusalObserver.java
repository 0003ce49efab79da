package io.ringdown.webhook;

import io.ringdown.security.SignatureVerdict;

/** Who is told of every request that was not believed, to count it. Thread-safe, quick. */
@FunctionalInterface
public interface RefusalObserver {
  /** A request was refused for this. */
  void refused(SignatureVerdict verdict);
}
