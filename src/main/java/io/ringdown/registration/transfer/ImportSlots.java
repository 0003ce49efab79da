package io.ringdown.registration.transfer;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many imports run at once: each holds a thread of the server and the database busy, of which
 * calls need some. A few more may wait. Thread-safe.
 */
public final class ImportSlots {
  private static final int AT_ONCE = 4;
  private static final int WAITING = 8;
  private static final int PATIENCE_SECONDS = 10;

  private final Semaphore free = new Semaphore(AT_ONCE, true);

  /**
   * Takes a slot, to be given back when the import has ended.
   *
   * @throws ProblemException 503 when there is none, and will be none soon
   */
  void take() {
    try {
      if (free.getQueueLength() < WAITING && free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ProblemException(
        Problem.of(503, "As many imports are running as this node takes at once."),
        Map.of("Retry-After", Integer.toString(PATIENCE_SECONDS)));
  }

  /** Gives a slot back. */
  void giveBack() {
    free.release();
  }
}
