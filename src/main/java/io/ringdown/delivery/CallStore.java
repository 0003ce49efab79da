package io.ringdown.delivery;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.CallNotification;
import java.util.List;

/** Where calls and what they owe are kept. Thread-safe; each call is a transaction. */
public interface CallStore {
  /**
   * Keeps a call with one delivery for each binding that matches, in one transaction: when this
   * returns they are on disk. A call without any binding is kept too, for the operator to see. An
   * address that already got this call SID owes nothing again.
   *
   * @throws RuntimeException when it cannot be kept; then nothing is
   */
  Admission admit(CallNotification call, AccountPolicy policy);

  /**
   * Writes down what became of deliveries, and what follows: a final outcome ends its delivery, a
   * {@link DeliveryOutcome.BindingGone} makes the binding invalid if its address is still the one
   * tried and it was not registered since, and the binding's last delivery is noted.
   *
   * <p>It is safe from the end of the process once {@link #settle} has returned, or a later {@link
   * #admit}.
   *
   * @param attempts in the order they ended; may be empty
   */
  void record(List<DeliveryAttempt> attempts);

  /** Returns when all that is recorded is on disk; many may wait for the same. */
  default void settle() {}
}
