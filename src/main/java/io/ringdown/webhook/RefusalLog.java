package io.ringdown.webhook;

import io.ringdown.security.SignatureVerdict;
import io.ringdown.security.limit.Door;
import io.ringdown.security.limit.DoorLimits;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line for each request that was not believed, but not for each of a flood: its answer stays 403
 * and it is counted, yet nobody from outside can fill our disk. Thread-safe.
 */
public final class RefusalLog {
  private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());

  private final DoorLimits limits;

  public RefusalLog(DoorLimits limits) {
    this.limits = limits;
  }

  /** A notification was refused. */
  void notification(SignatureVerdict verdict, Supplier<Optional<String>> client) {
    if (isWorthALine(client)) {
      LOG.log(Level.WARNING, "RD-6001 a notification was refused: {0}", verdict.label());
    }
  }

  /** A status callback was refused. */
  void status(SignatureVerdict verdict, Supplier<Optional<String>> client) {
    if (isWorthALine(client)) {
      LOG.log(Level.WARNING, "RD-6010 a status callback was refused: {0}", verdict.label());
    }
  }

  private boolean isWorthALine(Supplier<Optional<String>> client) {
    return client.get().filter(key -> !limits.take(Door.REFUSAL_LOG, key).isZero()).isEmpty();
  }
}
