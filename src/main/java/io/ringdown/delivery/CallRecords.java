package io.ringdown.delivery;

import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where one reads what became of calls. Thread-safe; each call is a transaction. */
public interface CallRecords {
  /** The record of a call, when there is one. */
  Optional<CallRecord> find(AccountSid account, MessageId messageId);

  /**
   * The calls that match, newest first.
   *
   * @param after where the page before ended, or empty for the first page
   * @param limit the most that are given, 1 to 1001
   */
  List<PagedCall> list(
      AccountSid account, CallFilter filter, Optional<PagedCall.Position> after, int limit);

  /**
   * Notes that a client has shown the call; only the first time counts. A device whose binding has
   * become another since the call came, as a connection that was made anew, is known by its {@code
   * device_id}: what rang it then is what it has shown.
   *
   * @return the delivery that it has shown, when the call has one to that binding or device
   */
  Optional<DeliverySid> acknowledge(
      AccountSid account, MessageId messageId, BindingSid binding, Instant at);
}
