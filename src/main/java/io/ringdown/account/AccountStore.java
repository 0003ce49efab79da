package io.ringdown.account;

import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import java.util.List;
import java.util.Optional;

/** Where accounts are kept, their secrets encrypted. Thread-safe; each call is a transaction. */
public interface AccountStore {
  Optional<Account> find(AccountSid sid);

  /**
   * At most {@code limit} accounts in the order of their SIDs, from the first one after {@code
   * after}, or from the very first when that is empty.
   */
  List<Account> list(Optional<AccountSid> after, int limit);

  /**
   * Creates the account or replaces it, whatever it was, because the configuration says so; the
   * given creation time counts only for a new one.
   *
   * @return whether it was new
   */
  boolean put(Account account);

  /**
   * Creates the account.
   *
   * @return whether there was none
   */
  boolean create(Account account, Change change);

  /**
   * Replaces the account if it is still as it was read.
   *
   * @param after with a later time of update
   * @return whether it was
   */
  boolean replace(Account before, Account after, Change change);

  /**
   * Deletes the account and everything of it but the audit.
   *
   * @return whether there was one
   */
  boolean delete(AccountSid sid, Change change);
}
