package io.ringdown.storage.call;

import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.event.Event;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A delivery that is pending still, and is about to end without an attempt. */
record EndingDelivery(AccountSid account, MessageId call, DeliverySid sid) {
  private static final String PENDING =
      "SELECT c.account_sid, c.message_id, d.sid FROM ring_call c"
          + " JOIN delivery d ON d.call_id = c.id WHERE c.id = ANY(?) AND d.status = 'PENDING'";

  /**
   * Those of calls.
   *
   * @param calls their ids; locked, so that none is added meanwhile
   */
  static List<EndingDelivery> of(EntityManager entities, Long[] calls) {
    return new Sql(entities, PENDING)
        .all(
            row ->
                new EndingDelivery(
                    new AccountSid(row.getString(1)),
                    new MessageId(row.getString(2)),
                    new DeliverySid(row.getString(3))),
            (Object) calls);
  }

  /** How their end is told when it is kept: of each delivery, then of each call. */
  static Set<Event> events(Collection<EndingDelivery> endings) {
    Set<Event> events = new LinkedHashSet<>();
    endings.forEach(one -> events.add(one.event()));
    endings.forEach(one -> events.add(Event.call(one.account, one.call)));
    return events;
  }

  /** How its end is told when it is kept. */
  Event event() {
    return Event.delivery(account, call, sid);
  }
}
