package io.ringdown.delivery.node;

import io.ringdown.account.audit.AuditLog;
import io.ringdown.delivery.event.EventStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/**
 * The sweep behind all calls: payloads are erased after the deadline, what is old is deleted. Works
 * in small transactions, so that it is in nobody's way. Thread-safe.
 */
public final class Housekeeping {
  private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

  /** Time for the last outcomes to be written, which know better how a delivery ended. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** For how long events are kept, longer than a client needs to come back. */
  private static final Duration KEEP_EVENTS = Duration.ofMinutes(5);

  private static final int BATCH = 200;

  private final ExpiryStore store;
  private final EventStore events;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Duration keepCalls;
  private final Duration keepInvalid;
  private final Duration keepAudit;

  /**
   * @param keepCalls how long a call is kept after its deadline
   * @param keepInvalid how long a binding is kept that is not rung any more, and then its history
   * @param keepAudit how long it is kept who changed what
   */
  public Housekeeping(
      ExpiryStore store,
      EventStore events,
      AuditLog audit,
      InstantSource clock,
      Duration keepCalls,
      Duration keepInvalid,
      Duration keepAudit) {
    this.store = store;
    this.events = events;
    this.audit = audit;
    this.clock = clock;
    this.keepCalls = keepCalls;
    this.keepInvalid = keepInvalid;
    this.keepAudit = keepAudit;
  }

  /** Ends the calls whose deadline has passed; to be called every few seconds. */
  public void endCalls() {
    var before = clock.instant().minus(GRACE);
    whole(() -> store.endCalls(before, BATCH));
  }

  /** Deletes what is old enough; to be called every minute or so. */
  public void purge() {
    var now = clock.instant();
    whole(() -> events.purge(now.minus(KEEP_EVENTS), BATCH));
    whole(() -> audit.purge(now.minus(keepAudit), BATCH));
    var calls = whole(() -> store.deleteCalls(now.minus(keepCalls), BATCH));
    var bindings = whole(() -> store.deleteBindings(now.minus(keepInvalid), now, BATCH));
    whole(() -> store.deleteHistories(now.minus(keepInvalid), BATCH));
    if (calls + bindings > 0) {
      LOG.log(Level.INFO, "RD-3018 deleted {0} old calls and {1} dead bindings", calls, bindings);
    }
  }

  private static int whole(IntSupplier batch) {
    var sum = 0;
    int done;
    do {
      done = batch.getAsInt();
      sum += done;
    } while (done == BATCH);
    return sum;
  }
}
