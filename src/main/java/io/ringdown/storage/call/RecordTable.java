package io.ringdown.storage.call;

import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.PagedCall;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables of calls as their readers see them. */
public final class RecordTable implements CallRecords {
  /** A binding that was rung twice has shown the later one. */
  private static final String TO_BINDING =
      "SELECT d.sid FROM ring_call c JOIN delivery d ON d.call_id = c.id"
          + " WHERE c.account_sid = ? AND c.message_id = ? AND d.binding_sid = ?"
          + " ORDER BY d.ordinal DESC LIMIT 1";

  /** By a former binding of the device that the binding leads to. */
  private static final String TO_DEVICE =
      "SELECT d.sid FROM binding b"
          + " JOIN ring_call c ON c.account_sid = b.account_sid AND c.identity = b.identity"
          + " JOIN delivery d"
          + " ON d.call_id = c.id AND d.channel = b.channel AND d.device_id = b.device_id"
          + " WHERE c.account_sid = ? AND c.message_id = ? AND b.sid = ?"
          + " ORDER BY d.ordinal DESC LIMIT 1";

  private static final String ACKNOWLEDGED =
      "UPDATE delivery SET acknowledged_at = COALESCE(acknowledged_at, ?) WHERE sid = ?";

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
  public Optional<DeliverySid> acknowledge(
      AccountSid account, MessageId messageId, BindingSid binding, Instant at) {
    return database.untilItFits(
        entities -> {
          var shown =
              shown(entities, TO_BINDING, account, messageId, binding)
                  .or(() -> shown(entities, TO_DEVICE, account, messageId, binding));
          shown.ifPresent(
              sid -> new Sql(entities, ACKNOWLEDGED).update(InstantColumn.micros(at), sid.value()));
          return shown;
        });
  }

  private static Optional<DeliverySid> shown(
      EntityManager entities,
      String which,
      AccountSid account,
      MessageId messageId,
      BindingSid binding) {
    return new Sql(entities, which)
        .first(
            row -> new DeliverySid(row.getString(1)),
            account.value(),
            messageId.value(),
            binding.value());
  }
}
