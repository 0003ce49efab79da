package io.ringdown.delivery;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.CallNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A store that only remembers attempts, and can be away. */
final class RecordingCallStore implements CallStore {
  final List<DeliveryAttempt> attempts = new ArrayList<>();
  final List<Integer> batches = new ArrayList<>();
  boolean away;

  /** How many of the batches are on disk. */
  int settled;

  /** What is done before a batch is kept; may throw. */
  Consumer<List<DeliveryAttempt>> before = batch -> {};

  @Override
  public Admission admit(CallNotification call, AccountPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void record(List<DeliveryAttempt> batch) {
    if (away) {
      throw new IllegalStateException("away");
    }
    before.accept(batch);
    attempts.addAll(batch);
    batches.add(batch.size());
  }

  @Override
  public void settle() {
    if (away) {
      throw new IllegalStateException("away");
    }
    settled = batches.size();
  }

  List<String> outcomes() {
    return attempts.stream().map(attempt -> attempt.outcome().name()).toList();
  }
}
