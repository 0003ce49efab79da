package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.binding.BindingFilter;
import io.ringdown.call.AccountSid;
import java.util.ArrayList;
import java.util.List;
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
  default void deletesEverythingOfTheAccount() throws Exception {
    var sid = Some.account();
    store().put(Some.account(sid, "primary"));
    var credential = Some.credential(sid, "prod", "secret");
    database().credentials.create(credential);
    database().bindings.register(Some.phone(sid, "bob", "token", null), Some.TAKEOVER);
    var call = Some.call(sid, "bob");
    database().calls.admit(call, Some.TAKEOVER);

    assertThat(store().delete(sid)).isTrue();

    assertThat(store().find(sid)).isEmpty();
    assertThat(store().delete(sid)).isFalse();
    assertThat(database().credentials.find(sid, credential.sid())).isEmpty();
    assertThat(database().bindings.list(sid, BindingFilter.ANY, Optional.empty(), 10)).isEmpty();
    assertThat(database().records.find(sid, call.messageId())).isEmpty();
  }
}
