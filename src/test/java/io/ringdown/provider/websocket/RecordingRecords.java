package io.ringdown.provider.websocket;

import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.PagedCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Records of calls of which only acknowledgements are of interest. */
final class RecordingRecords implements CallRecords {
  final List<MessageId> acknowledged = new ArrayList<>();
  final List<BindingSid> bindings = new ArrayList<>();
  final List<Instant> times = new ArrayList<>();
  int failures;

  @Override
  public Optional<DeliverySid> acknowledge(
      AccountSid account, MessageId messageId, BindingSid binding, Instant at) {
    if (failures-- > 0) {
      throw new IllegalStateException("the database is away");
    }
    acknowledged.add(messageId);
    bindings.add(binding);
    times.add(at);
    return Optional.of(DeliverySid.generate(new Random(1)));
  }

  @Override
  public Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<PagedCall> list(
      AccountSid account, CallFilter filter, Optional<PagedCall.Position> after, int limit) {
    throw new UnsupportedOperationException();
  }
}
