package io.ringdown.storage.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.Account;
import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The table {@code account}: each row with its policy, and its secrets in one sealed value. */
public final class AccountTable implements AccountStore {
  private static final String TOKENS = "auth_tokens";
  private static final String KEYS = "api_keys";
  private static final String UPDATE =
      "UPDATE account SET friendly_name = ?, policy = ?, secrets = ?, updated_at = ?";

  /** The tables with rows of an account, by what the audit calls them. */
  private static final Map<String, String> OF_ACCOUNT =
      Map.of(
          "calls", "ring_call",
          "bindings", "binding",
          "history", "binding_history",
          "credentials", "credential",
          "admin_tokens", "admin_token");

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
    var change = new Change(Actor.CONFIGURATION, account.updated());
    return database.untilItFits(
        entities -> {
          if (inserted(entities, account, change)) {
            return true;
          }
          new Sql(entities, UPDATE + " WHERE sid = ?")
              .update(
                  account.friendlyName(),
                  PolicyColumn.write(account.policy()),
                  sealed(account),
                  InstantColumn.micros(account.updated()),
                  account.sid().value());
          AuditTable.write(
              entities,
              AuditEntry.of(change, "account.updated", account.sid())
                  .withFields(List.of(TOKENS, KEYS)));
          return false;
        });
  }

  @Override
  public boolean create(Account account, Change change) {
    return database.inTransaction(entities -> inserted(entities, account, change));
  }

  private boolean inserted(EntityManager entities, Account account, Change change) {
    var inserted =
        new Sql(
                entities,
                "INSERT INTO account (sid, friendly_name, policy, secrets, created_at, updated_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .update(
                account.sid().value(),
                account.friendlyName(),
                PolicyColumn.write(account.policy()),
                sealed(account),
                InstantColumn.micros(account.created()),
                InstantColumn.micros(account.updated()));
    if (inserted == 1) {
      AuditTable.write(entities, AuditEntry.of(change, "account.created", account.sid()));
    }
    return inserted == 1;
  }

  @Override
  public boolean replace(Account before, Account after, Change change) {
    return database.untilItFits(
        entities -> {
          var updated =
              new Sql(entities, UPDATE + " WHERE sid = ? AND updated_at = ?")
                  .update(
                      after.friendlyName(),
                      PolicyColumn.write(after.policy()),
                      sealed(after),
                      InstantColumn.micros(after.updated()),
                      after.sid().value(),
                      InstantColumn.micros(before.updated()));
          if (updated == 1) {
            AuditTable.write(
                entities,
                AuditEntry.of(change, "account.updated", after.sid())
                    .withFields(changed(before, after)));
          }
          return updated == 1;
        });
  }

  private static Set<String> changed(Account before, Account after) {
    var changed = new HashSet<String>();
    if (!Objects.equals(before.friendlyName(), after.friendlyName())) {
      changed.add("friendly_name");
    }
    if (!before.authTokens().equals(after.authTokens())) {
      changed.add(TOKENS);
    }
    if (!before.apiKeys().equals(after.apiKeys())) {
      changed.add(KEYS);
    }
    Differences.between(
            Json.object(PolicyColumn.write(before.policy())),
            Json.object(PolicyColumn.write(after.policy())))
        .forEach(name -> changed.add("policy/" + name));
    return changed;
  }

  /**
   * Deletes the account with its calls, bindings and their history, credentials and admin tokens. A
   * call that is admitted at the very moment may stay behind; it is purged by its age like any
   * other. Events, which hold ids only, end within minutes by themselves.
   */
  @Override
  public boolean delete(AccountSid sid, Change change) {
    return database.untilItFits(
        entities -> {
          var counts = new HashMap<String, Long>();
          OF_ACCOUNT.forEach(
              (name, table) ->
                  counts.put(
                      name,
                      (long)
                          new Sql(entities, "DELETE FROM " + table + " WHERE account_sid = ?")
                              .update(sid.value())));
          new Sql(entities, "DELETE FROM binding_history WHERE account_sid = ?")
              .update(sid.value());
          var deleted =
              new Sql(entities, "DELETE FROM account WHERE sid = ?").update(sid.value()) == 1;
          if (deleted) {
            AuditTable.write(
                entities, AuditEntry.of(change, "account.deleted", sid).withCounts(counts));
          }
          return deleted;
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

  static String place(String sid) {
    return "account.secrets/" + sid;
  }
}
