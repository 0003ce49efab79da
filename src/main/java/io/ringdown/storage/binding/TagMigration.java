package io.ringdown.storage.binding;

import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Json;
import java.sql.SQLException;
import java.util.Set;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/** Makes the bindings of before findable by their tags, whose hashes SQL cannot tell. */
public final class TagMigration implements JavaMigration {
  private static final int BATCH = 1_000;

  @Override
  public void migrate(Context context) throws SQLException {
    var connection = context.getConnection();
    try (var select =
            connection.prepareStatement(
                "SELECT id, account_sid, tags FROM binding WHERE tags <> '[]'");
        var insert =
            connection.prepareStatement(
                "INSERT INTO binding_tag (tag_hash, binding_id) VALUES (?, ?)")) {
      select.setFetchSize(BATCH);
      var waiting = 0;
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var account = new AccountSid(rows.getString(2));
          for (var tag : Set.copyOf(Json.texts(rows.getString(3)))) {
            insert.setLong(1, BindingTags.hash(account, tag));
            insert.setLong(2, rows.getLong(1));
            insert.addBatch();
            if (++waiting % BATCH == 0) {
              insert.executeBatch();
            }
          }
        }
      }
      insert.executeBatch();
    }
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("9.1");
  }

  @Override
  public String getDescription() {
    return "tags of before";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }
}
