package io.ringdown.delivery.event;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.CallNotification;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A store of calls that tells of what it kept. Thread-safe. */
public final class AnnouncedCalls implements CallStore {
  private final CallStore next;
  private final EventLog events;

  public AnnouncedCalls(CallStore next, EventLog events) {
    this.next = next;
    this.events = events;
  }

  @Override
  public Admission admit(CallNotification call, AccountPolicy policy) {
    var admission = next.admit(call, policy);
    if (admission instanceof Admission.Kept kept) {
      events.record(Event.call(call.account(), kept.messageId()));
    }
    return admission;
  }

  @Override
  public void settle() {
    next.settle();
  }

  @Override
  public void record(List<DeliveryAttempt> attempts) {
    next.record(attempts);
    Set<Event> told = new LinkedHashSet<>();
    for (var attempt : attempts) {
      var delivery = attempt.delivery();
      var call = delivery.call();
      told.add(Event.delivery(call.account(), call.messageId(), delivery.sid()));
      if (attempt.outcome() instanceof DeliveryOutcome.BindingGone gone && !gone.isChanged()) {
        told.add(Event.binding(call.account(), delivery.binding(), "invalidated"));
      }
      if (!(attempt.outcome() instanceof DeliveryOutcome.Deferred)) {
        told.add(Event.call(call.account(), call.messageId()));
      }
    }
    told.forEach(events::record);
  }
}
