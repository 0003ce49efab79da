package io.ringdown.storage.binding;

import io.ringdown.binding.PeopleStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;

/** What forgets a person, table by table. */
public final class PeopleTable implements PeopleStore {
  private static final int BATCH = 500;
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
  public void forget(AccountSid account, Identity identity) {
    whole(BINDINGS, account, identity);
    whole(CALLS, account, identity);
  }

  private void whole(String delete, AccountSid account, Identity identity) {
    int deleted;
    do {
      deleted =
          database.untilItFits(
              entities ->
                  new Sql(entities, delete).update(account.value(), identity.value(), BATCH));
    } while (deleted == BATCH);
  }
}
