package io.ringdown.storage.binding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.PeopleStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.account.AuditTable;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** What forgets a person, table by table. */
public final class PeopleTable implements PeopleStore {
  private static final int BATCH = 500;
  private static final int PSEUDONYM_BYTES = 16;
  private static final String BINDINGS =
      "DELETE FROM binding WHERE id IN (SELECT id FROM binding"
          + " WHERE account_sid = ? AND identity = ? ORDER BY id LIMIT ?)";
  private static final String CALLS =
      "DELETE FROM ring_call WHERE id IN (SELECT id FROM ring_call"
          + " WHERE account_sid = ? AND identity = ? ORDER BY received_at LIMIT ?)";

  private final Database database;

  public PeopleTable(Database database) {
    this.database = database;
  }

  @Override
  public void forget(AccountSid account, Identity identity, Change change) {
    var bindings = whole(BINDINGS, account, identity);
    var calls = whole(CALLS, account, identity);
    database.untilItFits(
        entities -> {
          AuditTable.forget(entities, account, identity);
          AuditTable.write(
              entities,
              AuditEntry.of(change, "identity.forgotten", account)
                  .about(pseudonym(account, identity))
                  .withCounts(Map.of("bindings", bindings, "calls", calls)));
          return true;
        });
  }

  /** By which whoever knows the identity finds the entry, and nobody reads it there. */
  private static String pseudonym(AccountSid account, Identity identity) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest((account + "/" + identity.value()).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, PSEUDONYM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private long whole(String delete, AccountSid account, Identity identity) {
    var sum = 0L;
    int deleted;
    do {
      deleted =
          database.untilItFits(
              entities ->
                  new Sql(entities, delete).update(account.value(), identity.value(), BATCH));
      sum += deleted;
    } while (deleted == BATCH);
    return sum;
  }
}
