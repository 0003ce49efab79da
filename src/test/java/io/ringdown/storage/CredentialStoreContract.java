package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialStore.NameTakenException;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store of push credentials keeps. */
interface CredentialStoreContract {
  CredentialStore store();

  @Test
  default void givesBackWhatWasCreated() throws Exception {
    var credential = Some.credential(Some.account(), "prod", "secret");

    store().create(credential, Some.CHANGE);

    assertThat(store().find(credential.account(), credential.sid())).contains(credential);
    assertThat(store().find(Some.account(), credential.sid())).isEmpty();
    assertThat(store().ofType(credential.account(), credential.type())).containsExactly(credential);
    assertThat(store().ofType(credential.account(), new CredentialType("apns"))).isEmpty();
  }

  @Test
  default void aNameIsTakenOncePerAccount() throws Exception {
    var account = Some.account();
    store().create(Some.credential(account, "prod", "secret"), Some.CHANGE);
    store().create(Some.credential(account, null, "secret"), Some.CHANGE);
    store().create(Some.credential(account, null, "secret"), Some.CHANGE);
    store().create(Some.credential(Some.account(), "prod", "secret"), Some.CHANGE);
    var second = Some.credential(account, "test", "secret");
    store().create(second, Some.CHANGE);

    assertThatExceptionOfType(NameTakenException.class)
        .isThrownBy(() -> store().create(Some.credential(account, "prod", "secret"), Some.CHANGE));
    assertThatExceptionOfType(NameTakenException.class)
        .isThrownBy(() -> store().replace(second, named(second, "prod"), Some.CHANGE));
    assertThat(store().find(account, second.sid())).contains(second);
  }

  @Test
  default void replacingRaisesTheVersion() throws Exception {
    var credential = Some.credential(Some.account(), "prod", "secret");
    store().create(credential, Some.CHANGE);

    var replaced = store().replace(credential, named(credential, "prod-2"), Some.CHANGE);

    assertThat(replaced)
        .hasValueSatisfying(
            now -> {
              assertThat(now.version()).isEqualTo(2);
              assertThat(now.friendlyName()).isEqualTo("prod-2");
              assertThat(now.content()).isEqualTo(credential.content());
            });
    assertThat(store().find(credential.account(), credential.sid())).isEqualTo(replaced);
    var unknown = Some.credential(credential.account(), null, "x");
    assertThat(store().replace(unknown, unknown, Some.CHANGE)).isEmpty();
  }

  @Test
  default void ofReplacementsAtOnceOneIsKept() throws Exception {
    var credential = Some.credential(Some.account(), "prod", "secret");
    store().create(credential, Some.CHANGE);

    var kept =
        Together.run(
            8,
            i -> {
              try {
                return store().replace(credential, named(credential, "p" + i), Some.CHANGE);
              } catch (NameTakenException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(kept.stream().flatMap(Optional::stream))
        .singleElement()
        .satisfies(one -> assertThat(store().find(one.account(), one.sid())).contains(one));
  }

  @Test
  default void listsNewestFirstPageByPage() throws Exception {
    var account = Some.account();
    List<CredentialSid> created = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      var credential = Some.credential(account, "c" + i, "secret");
      store().create(credential, Some.CHANGE);
      created.add(0, credential.sid());
    }
    List<CredentialSid> seen = new ArrayList<>();
    Optional<CredentialSid> after = Optional.empty();
    for (var page = store().list(account, after, 2);
        !page.isEmpty();
        page = store().list(account, after, 2)) {
      page.forEach(credential -> seen.add(credential.sid()));
      after = Optional.of(seen.get(seen.size() - 1));
    }

    assertThat(seen).isEqualTo(created);
  }

  @Test
  default void deletedIsGone() throws Exception {
    var credential = Some.credential(Some.account(), "prod", "secret");
    store().create(credential, Some.CHANGE);

    assertThat(store().delete(Some.account(), credential.sid(), Some.CHANGE)).isFalse();
    assertThat(store().delete(credential.account(), credential.sid(), Some.CHANGE)).isTrue();
    assertThat(store().find(credential.account(), credential.sid())).isEmpty();
  }

  private static PushCredential named(PushCredential old, String name) {
    return new PushCredential(
        old.sid(),
        old.account(),
        name,
        old.type(),
        old.content(),
        old.version(),
        old.created(),
        old.updated());
  }
}
