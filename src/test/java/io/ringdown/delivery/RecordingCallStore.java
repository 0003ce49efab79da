package io.ringdown.delivery;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store that only remembers attempts, and can be away. */
final class RecordingCallStore implements CallStore {
  final List<DeliveryAttempt> attempts = new ArrayList<>();
  final List<Integer> batches = new ArrayList<>();
  boolean away;

  @Override
  public Admission admit(CallNotification call, AccountPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void record(List<DeliveryAttempt> batch) {
    if (away) {
      throw new IllegalStateException("away");
    }
    attempts.addAll(batch);
    batches.add(batch.size());
  }

  @Override
  public Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    return Optional.empty();
  }

  List<String> outcomes() {
    return attempts.stream().map(attempt -> attempt.outcome().name()).toList();
  }
}
