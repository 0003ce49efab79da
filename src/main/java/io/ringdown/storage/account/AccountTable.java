package io.ringdown.storage.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.Account;
import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code account}: each row with its policy, and its secrets in one sealed value. */
public final class AccountTable implements AccountStore {
  private static final String TOKENS = "auth_tokens";
  private static final String KEYS = "api_keys";

  private final Database database;
  private final SecretCipher cipher;

  public AccountTable(Database database, SecretCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  @Override
  public Optional<Account> find(AccountSid sid) {
    return database.reading(
        entities ->
            Optional.ofNullable(entities.find(AccountEntity.class, sid.value()))
                .map(this::account));
  }

  @Override
  public List<Account> list(Optional<AccountSid> after, int limit) {
    return database.reading(
        entities ->
            entities
                .createQuery(
                    "SELECT a FROM AccountEntity a WHERE a.sid > :after ORDER BY a.sid",
                    AccountEntity.class)
                .setParameter("after", after.map(AccountSid::value).orElse(""))
                .setMaxResults(limit)
                .getResultStream()
                .map(this::account)
                .toList());
  }

  @Override
  public boolean put(Account account) {
    var sid = account.sid().value();
    var policy = PolicyColumn.write(account.policy());
    var secrets = sealed(account);
    var updated = InstantColumn.micros(account.updated());
    return database.untilItFits(
        entities -> {
          var inserted =
              new Sql(
                      entities,
                      "INSERT INTO account (sid, friendly_name, policy, secrets, created_at,"
                          + " updated_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                  .update(
                      sid,
                      account.friendlyName(),
                      policy,
                      secrets,
                      InstantColumn.micros(account.created()),
                      updated);
          if (inserted == 0) {
            new Sql(
                    entities,
                    "UPDATE account SET friendly_name = ?, policy = ?, secrets = ?, updated_at = ?"
                        + " WHERE sid = ?")
                .update(account.friendlyName(), policy, secrets, updated, sid);
          }
          return inserted == 1;
        });
  }

  /**
   * Deletes the account with its calls, bindings and credentials. A call that is admitted at the
   * very moment may stay behind; it is purged by its age like any other.
   */
  @Override
  public boolean delete(AccountSid sid) {
    return database.untilItFits(
        entities -> {
          for (var table : new String[] {"ring_call", "binding", "binding_history", "credential"}) {
            new Sql(entities, "DELETE FROM " + table + " WHERE account_sid = ?")
                .update(sid.value());
          }
          return new Sql(entities, "DELETE FROM account WHERE sid = ?").update(sid.value()) == 1;
        });
  }

  private byte[] sealed(Account account) {
    var keys = new LinkedHashMap<String, String>();
    account.apiKeys().forEach(key -> keys.put(key.sid(), key.secret().reveal()));
    var tokens = account.authTokens().stream().map(Secret::reveal).toList();
    var members = Map.of(TOKENS, Json.write(tokens), KEYS, Json.write(keys));
    return cipher.seal(Json.write(members).getBytes(UTF_8), place(account.sid().value()));
  }

  private Account account(AccountEntity row) {
    var members = Json.textMap(new String(cipher.open(row.secrets, place(row.sid)), UTF_8));
    return new Account(
        new AccountSid(row.sid),
        row.friendlyName,
        Json.texts(members.getOrDefault(TOKENS, "[]")).stream().map(Secret::new).toList(),
        Json.textMap(members.getOrDefault(KEYS, "{}")).entrySet().stream()
            .map(key -> new ApiKey(key.getKey(), new Secret(key.getValue())))
            .toList(),
        PolicyColumn.read(row.policy),
        row.created,
        row.updated);
  }

  private static String place(String sid) {
    return "account.secrets/" + sid;
  }
}
