package io.ringdown.delivery.node;

import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.UnderWay;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes on with deliveries that are owed and not under way here: after a restart, after a break,
 * after another node took the webhook or died. Thread-safe; each method blocks on the store and
 * throws what the store throws.
 */
public final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
  private static final int BATCH = 500;

  private final OwedStore owed;
  private final UnderWay underWay;
  private final CallDispatcher dispatcher;
  private final InstantSource clock;

  public Recovery(
      OwedStore owed, UnderWay underWay, CallDispatcher dispatcher, InstantSource clock) {
    this.owed = owed;
    this.underWay = underWay;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** Goes on with all that this node owes. */
  public void catchUp() {
    takeUp(owed.owed());
  }

  /** Goes on with these, as far as this node owes them. */
  public void takeUp(List<DeliverySid> sids) {
    // Entered before they are loaded: whatever ends from now on is seen as ended by the load.
    Map<DeliverySid, UnderWay.Ticket> batch = new LinkedHashMap<>();
    for (var sid : sids) {
      underWay.enter(sid).ifPresent(ticket -> batch.put(sid, ticket));
      if (batch.size() == BATCH) {
        resume(batch);
        batch.clear();
      }
    }
    resume(batch);
  }

  /** Takes over what nodes owed that have not been heard of for so long. */
  public void takeFromDead(Duration silence) {
    for (var room = room(); room > 0; room = room()) {
      var taken = owed.takeFromDead(silence, room);
      takeOver(taken);
      if (taken.size() < room) {
        return;
      }
    }
  }

  /** Takes over what nodes owed that have left. */
  public void takeFromGone() {
    for (var room = room(); room > 0; room = room()) {
      var taken = owed.takeFromGone(room);
      takeOver(taken);
      if (taken.size() < room) {
        return;
      }
    }
  }

  private void takeOver(List<DeliverySid> taken) {
    if (!taken.isEmpty()) {
      LOG.log(Level.INFO, "RD-3012 took over {0} deliveries of another node", taken.size());
      takeUp(taken);
    }
  }

  private int room() {
    return Math.min(BATCH, underWay.room());
  }

  private void resume(Map<DeliverySid, UnderWay.Ticket> batch) {
    if (batch.isEmpty()) {
      return;
    }
    var tickets = new LinkedHashMap<>(batch);
    try {
      owed.load(new ArrayList<>(batch.keySet()), clock.instant())
          .forEach(
              one -> {
                var ticket = tickets.remove(one.delivery().sid());
                if (ticket != null) {
                  dispatcher.resume(one.delivery(), ticket, one.notBefore());
                }
              });
    } finally {
      tickets.values().forEach(UnderWay.Ticket::end);
    }
  }
}
