package io.ringdown.storage.account;

import io.ringdown.account.AdminTokenStore;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import java.util.Optional;

/** The table {@code admin_token}. */
public final class AdminTokenTable implements AdminTokenStore {
  private final Database database;

  public AdminTokenTable(Database database) {
    this.database = database;
  }

  @Override
  public Optional<AdminToken> find(String hash) {
    return database.reading(
        entities ->
            Optional.ofNullable(entities.find(AdminTokenEntity.class, hash))
                .map(row -> new AdminToken(row.name, row.hash, row.created)));
  }

  @Override
  public boolean addFirst(AdminToken token) {
    return database.inTransaction(
        entities ->
            new Sql(
                        entities,
                        "INSERT INTO admin_token (hash, name, ordinal, created_at)"
                            + " VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING")
                    .update(token.hash(), token.name(), InstantColumn.micros(token.created()))
                == 1);
  }
}
