package io.ringdown.storage.account;

import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import java.util.HashMap;
import java.util.Map;

/** The table {@code credential_failure}: a row for each credential that fails now. */
public final class CredentialFailureTable implements CredentialFailureStore {
  private static final String OF_ACCOUNT =
      "SELECT f.credential_sid, f.reason, f.since_at FROM credential c"
          + " JOIN credential_failure f ON f.credential_sid = c.sid WHERE c.account_sid = ?";
  private static final String ALL =
      "SELECT credential_sid, version FROM credential_failure ORDER BY credential_sid LIMIT ?";
  private static final String BEGIN =
      "INSERT INTO credential_failure (credential_sid, version, reason, since_at)"
          + " SELECT sid, version, ?, CAST(? AS BIGINT) FROM credential"
          + " WHERE account_sid = ? AND sid = ? AND version = ? ON CONFLICT DO NOTHING";
  private static final String END =
      "DELETE FROM credential_failure WHERE credential_sid ="
          + " (SELECT sid FROM credential WHERE account_sid = ? AND sid = ?)";

  private final Database database;

  public CredentialFailureTable(Database database) {
    this.database = database;
  }

  @Override
  public Map<CredentialSid, CredentialFailure> of(AccountSid account) {
    var found = new HashMap<CredentialSid, CredentialFailure>();
    database
        .reading(
            entities ->
                new Sql(entities, OF_ACCOUNT)
                    .all(
                        row ->
                            Map.entry(
                                new CredentialSid(row.getString(1)),
                                new CredentialFailure(
                                    row.getString(2), InstantColumn.time(row.getLong(3)))),
                        account.value()))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  @Override
  public Map<CredentialSid, Long> all(int limit) {
    var found = new HashMap<CredentialSid, Long>();
    database
        .reading(
            entities ->
                new Sql(entities, ALL)
                    .all(
                        row -> Map.entry(new CredentialSid(row.getString(1)), row.getLong(2)),
                        limit))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  @Override
  public boolean begin(AccountSid account, CredentialRef credential, CredentialFailure failure) {
    return database.untilItFits(
        entities ->
            new Sql(entities, BEGIN)
                    .update(
                        failure.reason(),
                        InstantColumn.micros(failure.since()),
                        account.value(),
                        credential.sid().value(),
                        credential.version())
                == 1);
  }

  @Override
  public boolean end(AccountSid account, CredentialSid credential) {
    return database.untilItFits(
        entities -> new Sql(entities, END).update(account.value(), credential.value()) == 1);
  }
}
