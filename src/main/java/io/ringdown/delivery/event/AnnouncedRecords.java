package io.ringdown.delivery.event;

import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.PagedCall;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records of calls that tell of each acknowledgement. Thread-safe. */
public final class AnnouncedRecords implements CallRecords {
  private final CallRecords next;
  private final EventLog events;

  public AnnouncedRecords(CallRecords next, EventLog events) {
    this.next = next;
    this.events = events;
  }

  @Override
  public Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    return next.find(account, messageId);
  }

  @Override
  public List<PagedCall> list(
      AccountSid account, CallFilter filter, Optional<PagedCall.Position> after, int limit) {
    return next.list(account, filter, after, limit);
  }

  @Override
  public Optional<DeliverySid> acknowledge(
      AccountSid account, MessageId messageId, BindingSid binding, Instant at) {
    var shown = next.acknowledge(account, messageId, binding, at);
    shown.ifPresent(delivery -> events.record(Event.delivery(account, messageId, delivery)));
    return shown;
  }
}
