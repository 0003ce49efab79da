package io.ringdown.storage.account;

import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code admin_token}. */
public final class AdminTokenTable implements AdminTokenStore {
  private static final String SELECT =
      "SELECT sid, name, hash, account_sid, read_only, ordinal, created_at, expires_at, used_at"
          + " FROM admin_token ";
  private static final String PAGE =
      SELECT
          + "WHERE created_at <= ? AND (created_at < ? OR sid < ?)"
          + " ORDER BY created_at DESC, sid DESC LIMIT ?";
  private static final String WAYS_IN =
      "FROM admin_token WHERE account_sid IS NULL AND read_only = FALSE AND expires_at IS NULL";

  private final Database database;

  public AdminTokenTable(Database database) {
    this.database = database;
  }

  @Override
  public Optional<AdminToken> find(String hash) {
    return database.reading(
        entities ->
            new Sql(entities, SELECT + "WHERE hash = ?").first(AdminTokenTable::token, hash));
  }

  @Override
  public Optional<AdminToken> find(AdminTokenSid sid) {
    return database.reading(
        entities ->
            new Sql(entities, SELECT + "WHERE sid = ?").first(AdminTokenTable::token, sid.value()));
  }

  /** Where the one that the page before ended with is gone by now, there is no next page. */
  @Override
  public List<AdminToken> list(Optional<AdminTokenSid> after, int limit) {
    return database.reading(
        entities -> {
          var last = after.map(AdminTokenSid::value).orElse("");
          var created =
              after.isEmpty()
                  ? Optional.of(Long.MAX_VALUE)
                  : new Sql(entities, "SELECT created_at FROM admin_token WHERE sid = ?")
                      .first(row -> row.getLong(1), last);
          return created
              .map(
                  time ->
                      new Sql(entities, PAGE).all(AdminTokenTable::token, time, time, last, limit))
              .orElse(List.of());
        });
  }

  @Override
  public boolean addFirst(AdminToken token) {
    return database.inTransaction(
        entities -> {
          var kept =
              new Sql(entities, "SELECT sid " + WAYS_IN).all(row -> row.getString(1)).isEmpty()
                  && insert(entities, token, 1) == 1;
          if (kept) {
            var change = new Change(Actor.CONFIGURATION, token.created());
            AuditTable.write(
                entities,
                AuditEntry.of(change, "admin_token.created", null).about(token.sid().value()));
          }
          return kept;
        });
  }

  @Override
  public void add(AdminToken token, Change change) {
    database.inTransaction(
        entities -> {
          AuditTable.write(
              entities,
              AuditEntry.of(change, "admin_token.created", token.scope().account().orElse(null))
                  .about(token.sid().value()));
          return insert(entities, token, null);
        });
  }

  /** Who revokes locks all ways in first, so that of the last two only one can be closed. */
  @Override
  public Revocation revoke(AdminTokenSid sid, boolean lastToo, Change change) {
    return database.untilItFits(
        entities -> {
          var waysIn =
              new Sql(entities, "SELECT sid " + WAYS_IN + " ORDER BY sid FOR UPDATE")
                  .all(row -> row.getString(1));
          if (!lastToo && waysIn.equals(List.of(sid.value()))) {
            return Revocation.LAST;
          }
          var token =
              new Sql(entities, SELECT + "WHERE sid = ?")
                  .first(AdminTokenTable::token, sid.value());
          if (token.isEmpty()
              || new Sql(entities, "DELETE FROM admin_token WHERE sid = ?").update(sid.value())
                  == 0) {
            return Revocation.UNKNOWN;
          }
          AuditTable.write(
              entities,
              AuditEntry.of(
                      change, "admin_token.revoked", token.get().scope().account().orElse(null))
                  .about(sid.value()));
          return Revocation.REVOKED;
        });
  }

  @Override
  public void used(AdminTokenSid sid, Instant at) {
    database.inTransaction(
        entities ->
            new Sql(entities, "UPDATE admin_token SET used_at = ? WHERE sid = ?")
                .update(InstantColumn.micros(at), sid.value()));
  }

  private static int insert(EntityManager entities, AdminToken token, @Nullable Integer ordinal) {
    var expires = token.expires();
    return new Sql(
            entities,
            "INSERT INTO admin_token (sid, name, hash, account_sid, read_only, ordinal, created_at,"
                + " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .update(
            token.sid().value(),
            token.name(),
            token.hash(),
            token.scope().account().map(AccountSid::value).orElse(null),
            token.scope().readOnly(),
            ordinal,
            InstantColumn.micros(token.created()),
            expires == null ? null : InstantColumn.micros(expires));
  }

  private static AdminToken token(ResultSet row) throws SQLException {
    return new AdminToken(
        new AdminTokenSid(row.getString(1)),
        row.getString(2),
        row.getString(3),
        new AdminScope(
            Optional.ofNullable(row.getString(4)).map(AccountSid::new), row.getBoolean(5)),
        row.getObject(6) != null,
        InstantColumn.time(row.getLong(7)),
        time(row, 8),
        time(row, 9));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    var micros = row.getLong(column);
    return row.wasNull() ? null : InstantColumn.time(micros);
  }
}
