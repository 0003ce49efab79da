package io.ringdown.account;

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
   * Creates the account or replaces it; the given creation time counts only for a new one.
   *
   * @return whether it was new
   */
  boolean put(Account account);

  /**
   * Deletes the account and everything of it.
   *
   * @return whether there was one
   */
  boolean delete(AccountSid sid);
}
