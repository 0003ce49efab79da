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
   * Notes that a client has shown the call; only the first time counts.
   *
   * @return whether the call has a delivery to that binding
   */
  boolean acknowledge(AccountSid account, MessageId messageId, BindingSid binding, Instant at);
}
