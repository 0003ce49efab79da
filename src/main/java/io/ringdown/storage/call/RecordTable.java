package io.ringdown.storage.call;

import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.PagedCall;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of calls as their readers see them. */
public final class RecordTable implements CallRecords {
  /** A binding that was rung twice has shown the later one. */
  private static final String ACKNOWLEDGED =
      "UPDATE delivery SET acknowledged_at = COALESCE(acknowledged_at, ?) WHERE sid ="
          + " (SELECT d.sid FROM delivery d JOIN ring_call c ON c.id = d.call_id"
          + " WHERE c.account_sid = ? AND c.message_id = ? AND d.binding_sid = ?"
          + " ORDER BY d.ordinal DESC LIMIT 1)";

  private final Database database;

  public RecordTable(Database database) {
    this.database = database;
  }

  @Override
  public Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    return database.reading(entities -> new CallReader(entities).find(account, messageId));
  }

  @Override
  public List<PagedCall> list(
      AccountSid account, CallFilter filter, Optional<PagedCall.Position> after, int limit) {
    return database.reading(
        entities -> new CallReader(entities).list(account, filter, after, limit));
  }

  @Override
  public boolean acknowledge(
      AccountSid account, MessageId messageId, BindingSid binding, Instant at) {
    return database.untilItFits(
            entities ->
                new Sql(entities, ACKNOWLEDGED)
                    .update(
                        InstantColumn.micros(at),
                        account.value(),
                        messageId.value(),
                        binding.value()))
        == 1;
  }
}
