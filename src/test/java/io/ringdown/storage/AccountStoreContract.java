package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.account.Secret;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.PagedEntry;
import io.ringdown.binding.BindingFilter;
import io.ringdown.call.AccountSid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of accounts keeps. */
interface AccountStoreContract {
  AccountStore store();

  TestDatabase database();

  @Test
  default void givesBackWhatWasPut() {
    var account = Some.account(Some.account(), "primary");

    assertThat(store().find(account.sid())).isEmpty();
    assertThat(store().put(account)).isTrue();
    assertThat(store().find(account.sid())).contains(account);
  }

  @Test
  default void replacesButKeepsTheTimeOfCreation() {
    var sid = Some.account();
    store().put(Some.account(sid, "primary"));
    var changed =
        new Account(
            sid,
            null,
            List.of(),
            List.of(),
            AccountPolicy.DEFAULT,
            NOW.plusSeconds(60),
            NOW.plusSeconds(60));

    assertThat(store().put(changed)).isFalse();
    assertThat(store().find(sid))
        .hasValueSatisfying(
            found -> {
              assertThat(found.friendlyName()).isNull();
              assertThat(found.authTokens()).isEmpty();
              assertThat(found.apiKeys()).isEmpty();
              assertThat(found.policy()).isEqualTo(AccountPolicy.DEFAULT);
              assertThat(found.created()).isEqualTo(NOW);
              assertThat(found.updated()).isEqualTo(NOW.plusSeconds(60));
            });
  }

  @Test
  default void listsInOrderPageByPage() {
    for (int i = 0; i < 5; i++) {
      store().put(Some.account(Some.account(), "primary"));
    }
    List<AccountSid> seen = new ArrayList<>();
    Optional<AccountSid> after = Optional.empty();
    for (var page = store().list(after, 2); !page.isEmpty(); page = store().list(after, 2)) {
      page.forEach(account -> seen.add(account.sid()));
      after = Optional.of(seen.get(seen.size() - 1));
    }

    assertThat(seen).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    assertThat(seen).isSortedAccordingTo((a, b) -> a.value().compareTo(b.value()));
  }

  @Test
  default void putByManyAtOnceIsNewOnce() throws Exception {
    var sid = Some.account();

    var created = Together.run(16, i -> store().put(Some.account(sid, "token-" + i)));

    assertThat(created).containsOnlyOnce(true);
  }

  @Test
  default void ofReplacementsAtOnceOneIsKept() throws Exception {
    var sid = Some.account();
    var before = Some.account(sid, "primary");
    assertThat(store().create(before, Some.CHANGE)).isTrue();
    assertThat(store().create(before, Some.CHANGE)).isFalse();

    var kept =
        Together.run(8, i -> store().replace(before, renamed(before, "name-" + i), Some.CHANGE));

    assertThat(kept).containsOnlyOnce(true);
    assertThat(store().find(sid)).contains(renamed(before, "name-" + kept.indexOf(true)));
    assertThat(store().replace(before, renamed(before, "late"), Some.CHANGE)).isFalse();
  }

  @Test
  default void everyChangeIsAuditedByTheNamesOfWhatChanged() {
    var sid = Some.account();
    var before = Some.account(sid, "clear-primary");
    store().create(before, Some.CHANGE);
    var after =
        new Account(
            sid,
            before.friendlyName(),
            List.of(new Secret("clear-other")),
            before.apiKeys(),
            AccountPolicy.DEFAULT,
            before.created(),
            NOW.plusSeconds(1));
    store().replace(before, after, Some.CHANGE);
    store().replace(before, after, Some.CHANGE);
    store().delete(sid, Some.CHANGE);
    store().delete(sid, Some.CHANGE);

    var entries =
        database().audit.list(Some.auditOf(sid), Optional.empty(), 10).stream()
            .map(PagedEntry::entry)
            .toList();
    assertThat(entries)
        .extracting(AuditEntry::action)
        .containsExactly("account.deleted", "account.updated", "account.created");
    assertThat(entries.get(1).fields()).containsExactly("auth_tokens", "policy/address_takeover");
    assertThat(entries).allMatch(entry -> entry.change().equals(Some.CHANGE));
    assertThat(entries.toString()).doesNotContain("clear-");
  }

  @Test
  default void deletesEverythingOfTheAccount() throws Exception {
    var sid = Some.account();
    store().put(Some.account(sid, "primary"));
    var credential = Some.credential(sid, "prod", "secret");
    database().credentials.create(credential, Some.CHANGE);
    database().bindings.register(Some.phone(sid, "bob", "token", null), Some.TAKEOVER);
    var call = Some.call(sid, "bob");
    database().calls.admit(call, Some.TAKEOVER);
    var token =
        new AdminToken(
            new AdminTokenSid("AT" + sid.value().substring(2)),
            "ci",
            sid.value(),
            new AdminScope(Optional.of(sid), false),
            false,
            NOW,
            null,
            null);
    database().adminTokens.add(token, Some.CHANGE);

    assertThat(store().delete(sid, Some.CHANGE)).isTrue();

    assertThat(database().adminTokens.find(token.sid())).isEmpty();
    assertThat(database().audit.list(Some.auditOf(sid), Optional.empty(), 1))
        .singleElement()
        .satisfies(
            last ->
                assertThat(last.entry().counts())
                    .isEqualTo(
                        Map.of(
                            "bindings",
                            1L,
                            "history",
                            1L,
                            "calls",
                            1L,
                            "credentials",
                            1L,
                            "admin_tokens",
                            1L)));
    assertThat(store().find(sid)).isEmpty();
    assertThat(store().delete(sid, Some.CHANGE)).isFalse();
    assertThat(database().credentials.find(sid, credential.sid())).isEmpty();
    assertThat(database().bindings.list(sid, BindingFilter.ANY, Optional.empty(), 10)).isEmpty();
    assertThat(database().records.find(sid, call.messageId())).isEmpty();
  }

  private static Account renamed(Account account, String name) {
    return new Account(
        account.sid(),
        name,
        account.authTokens(),
        account.apiKeys(),
        account.policy(),
        account.created(),
        account.updated().plusSeconds(1));
  }
}
