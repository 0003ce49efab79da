package io.ringdown.security;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts in memory, and how often somebody asked for one. */
final class FakeAccountStore implements AccountStore {
  int reads;
  private final Map<AccountSid, Account> accounts = new HashMap<>();

  void add(AccountSid sid, ApiKey... keys) {
    put(
        new Account(
            sid,
            null,
            List.of(),
            List.of(keys),
            AccountPolicy.DEFAULT,
            Instant.EPOCH,
            Instant.EPOCH));
  }

  @Override
  public Optional<Account> find(AccountSid sid) {
    reads++;
    return Optional.ofNullable(accounts.get(sid));
  }

  @Override
  public List<Account> list(Optional<AccountSid> after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean put(Account account) {
    return accounts.put(account.sid(), account) == null;
  }

  @Override
  public boolean create(Account account, Change change) {
    return accounts.putIfAbsent(account.sid(), account) == null;
  }

  @Override
  public boolean replace(Account before, Account after, Change change) {
    return accounts.replace(before.sid(), before, after);
  }

  @Override
  public boolean delete(AccountSid sid, Change change) {
    return accounts.remove(sid) != null;
  }
}
