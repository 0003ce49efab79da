package io.ringdown.storage.binding;

import io.ringdown.binding.BindingChange;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingHistory;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.ChangedBy;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table {@code binding_history} as its readers see it. */
public final class HistoryTable implements BindingHistory {
  private static final String NEWEST =
      "SELECT ordinal, event, identity, former, changed, reason, detail, twilio_code, at, actor"
          + " FROM binding_history WHERE binding_sid = ? AND ordinal < ? AND account_sid = ?"
          + " ORDER BY ordinal DESC LIMIT ?";

  private final Database database;

  public HistoryTable(Database database) {
    this.database = database;
  }

  @Override
  public List<PagedChange> list(
      AccountSid account, BindingSid sid, Optional<Long> after, int limit) {
    return database.reading(
        entities ->
            new Sql(entities, NEWEST)
                .all(
                    HistoryTable::read,
                    sid.value(),
                    after.orElse(Long.MAX_VALUE),
                    account.value(),
                    limit));
  }

  private static PagedChange read(ResultSet row) throws SQLException {
    var former = row.getString(4);
    var fields = row.getString(5);
    return new PagedChange(
        new BindingChange(
            Kind.valueOf(row.getString(2)),
            new Identity(row.getString(3)),
            former == null ? null : new Identity(former),
            fields == null ? List.of() : Json.texts(fields),
            row.getString(6),
            row.getString(7),
            row.getObject(8, Integer.class),
            InstantColumn.time(row.getLong(9)),
            new ChangedBy(row.getString(10))),
        row.getLong(1));
  }
}
