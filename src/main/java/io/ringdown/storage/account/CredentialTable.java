package io.ringdown.storage.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.account.Secret;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table {@code credential}: what may be shown as JSON, what may not as one sealed value. */
public final class CredentialTable implements CredentialStore {
  private static final String OF_ACCOUNT =
      "SELECT c FROM CredentialEntity c WHERE c.accountSid = :account";

  private final Database database;
  private final SecretCipher cipher;

  public CredentialTable(Database database, SecretCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  @Override
  public Optional<PushCredential> find(AccountSid account, CredentialSid sid) {
    return database.reading(
        entities ->
            query(entities, " AND c.sid = :sid", account)
                .setParameter("sid", sid.value())
                .getResultStream()
                .findFirst()
                .map(this::credential));
  }

  /** Where the one that the page before ended with is gone by now, there is no next page. */
  @Override
  public List<PushCredential> list(AccountSid account, Optional<CredentialSid> after, int limit) {
    return database.reading(
        entities -> {
          var where =
              after.isEmpty()
                  ? ""
                  : " AND c.id < (SELECT d.id FROM CredentialEntity d WHERE d.sid = :after)";
          var query = query(entities, where + " ORDER BY c.id DESC", account);
          after.ifPresent(sid -> query.setParameter("after", sid.value()));
          return query.setMaxResults(limit).getResultStream().map(this::credential).toList();
        });
  }

  @Override
  public List<PushCredential> ofType(AccountSid account, CredentialType type) {
    return database.reading(
        entities ->
            query(entities, " AND c.type = :type", account)
                .setParameter("type", type.name())
                .getResultStream()
                .map(this::credential)
                .toList());
  }

  @Override
  public void create(PushCredential credential, Change change) throws NameTakenException {
    var sid = credential.sid().value();
    boolean created =
        database.inTransaction(
            entities -> {
              var inserted =
                  new Sql(
                          entities,
                          "INSERT INTO credential (sid, account_sid, friendly_name, type, shown,"
                              + " secrets, version, created_at, updated_at)"
                              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                      .update(
                          sid,
                          credential.account().value(),
                          credential.friendlyName(),
                          credential.type().name(),
                          Json.write(credential.content().shown()),
                          sealed(credential),
                          credential.version(),
                          InstantColumn.micros(credential.created()),
                          InstantColumn.micros(credential.updated()));
              if (inserted == 1) {
                AuditTable.write(
                    entities,
                    AuditEntry.of(change, "credential.created", credential.account()).about(sid));
              }
              return inserted == 1;
            });
    if (!created) {
      throw new NameTakenException();
    }
  }

  @Override
  public Optional<PushCredential> replace(
      PushCredential before, PushCredential after, Change change) throws NameTakenException {
    var kept = database.untilItFits(entities -> replaced(entities, before, after, change));
    if (kept.nameTaken()) {
      throw new NameTakenException();
    }
    return Optional.ofNullable(kept.credential());
  }

  private Replaced replaced(
      EntityManager entities, PushCredential before, PushCredential credential, Change change) {
    var row =
        query(entities, " AND c.sid = :sid", credential.account())
            .setParameter("sid", credential.sid().value())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultStream()
            .findFirst()
            .orElse(null);
    if (row == null || row.version != before.version()) {
      return new Replaced(null, false);
    }
    if (credential.friendlyName() != null
        && query(entities, " AND c.friendlyName = :name", credential.account())
            .setParameter("name", credential.friendlyName())
            .getResultStream()
            .anyMatch(other -> !other.sid.equals(row.sid))) {
      return new Replaced(null, true);
    }
    AuditTable.write(
        entities,
        AuditEntry.of(change, "credential.updated", credential.account())
            .about(row.sid)
            .withFields(changed(before, credential)));
    row.friendlyName = credential.friendlyName();
    row.type = credential.type().name();
    row.shown = Json.write(credential.content().shown());
    row.secrets = sealed(credential);
    row.version++;
    row.updated = InstantColumn.rounded(credential.updated());
    // what it was like before says nothing of what it is now
    new Sql(entities, "DELETE FROM credential_failure WHERE credential_sid = ?").update(row.sid);
    return new Replaced(credential(row), false);
  }

  @Override
  public boolean delete(AccountSid account, CredentialSid sid, Change change) {
    return database.inTransaction(
        entities -> {
          var deleted =
              new Sql(entities, "DELETE FROM credential WHERE account_sid = ? AND sid = ?")
                      .update(account.value(), sid.value())
                  == 1;
          if (deleted) {
            AuditTable.write(
                entities, AuditEntry.of(change, "credential.deleted", account).about(sid.value()));
          }
          return deleted;
        });
  }

  private static Set<String> changed(PushCredential before, PushCredential after) {
    var changed = Differences.between(before.content().shown(), after.content().shown());
    changed.addAll(Differences.between(before.content().secrets(), after.content().secrets()));
    if (!Objects.equals(before.friendlyName(), after.friendlyName())) {
      changed.add("friendly_name");
    }
    return changed;
  }

  private static TypedQuery<CredentialEntity> query(
      EntityManager entities, String where, AccountSid account) {
    return entities
        .createQuery(OF_ACCOUNT + where, CredentialEntity.class)
        .setParameter("account", account.value());
  }

  private byte[] sealed(PushCredential credential) {
    var members = new HashMap<String, String>();
    credential.content().secrets().forEach((name, secret) -> members.put(name, secret.reveal()));
    return cipher.seal(Json.write(members).getBytes(UTF_8), place(credential.sid().value()));
  }

  private PushCredential credential(CredentialEntity row) {
    var secrets = new HashMap<String, Secret>();
    Json.textMap(new String(cipher.open(row.secrets, place(row.sid)), UTF_8))
        .forEach((name, value) -> secrets.put(name, new Secret(value)));
    return new PushCredential(
        new CredentialSid(row.sid),
        new AccountSid(row.accountSid),
        row.friendlyName,
        new CredentialType(row.type),
        new CredentialContent(shown(row), secrets),
        row.version,
        row.created,
        row.updated);
  }

  private static Map<String, Object> shown(CredentialEntity row) {
    var shown = new HashMap<String, Object>();
    Json.object(row.shown)
        .forEach(
            (name, value) -> {
              if (value != null) {
                shown.put(name, value);
              }
            });
    return shown;
  }

  static String place(String sid) {
    return "credential.secrets/" + sid;
  }

  private record Replaced(@Nullable PushCredential credential, boolean nameTaken) {}
}
