package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.PushCredential;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every store of failing credentials keeps. */
interface CredentialFailureStoreContract {
  CredentialFailure FAILURE = new CredentialFailure("InvalidProviderToken", Some.NOW);

  TestDatabase database();

  private CredentialFailureStore store() {
    return database().failures;
  }

  private PushCredential kept() throws Exception {
    var credential = Some.credential(Some.account(), "prod", "secret");
    database().credentials.create(credential, Some.CHANGE);
    return credential;
  }

  @Test
  default void aFailureIsKeptOnceAndEndsOnce() throws Exception {
    var credential = kept();
    var account = credential.account();

    assertThat(store().begin(account, credential.ref(), FAILURE)).isTrue();
    assertThat(
            store()
                .begin(
                    account,
                    credential.ref(),
                    new CredentialFailure("another", Some.NOW.plusSeconds(9))))
        .isFalse();
    assertThat(store().of(account)).containsExactly(Map.entry(credential.sid(), FAILURE));
    assertThat(store().of(Some.account())).isEmpty();
    assertThat(store().all(10_000)).containsEntry(credential.sid(), 1L);

    assertThat(store().end(Some.account(), credential.sid())).isFalse();
    assertThat(store().end(account, credential.sid())).isTrue();
    assertThat(store().end(account, credential.sid())).isFalse();
    assertThat(store().of(account)).isEmpty();
    assertThat(store().all(10_000)).doesNotContainKey(credential.sid());
  }

  @Test
  default void ofManyAtOnceOneBegins() throws Exception {
    var credential = kept();

    assertThat(Together.run(8, i -> store().begin(credential.account(), credential.ref(), FAILURE)))
        .containsOnlyOnce(true);
  }

  @Test
  default void aChangedCredentialFailsNoMoreAndAnOldVersionSaysNothingOfIt() throws Exception {
    var credential = kept();
    var account = credential.account();
    store().begin(account, credential.ref(), FAILURE);

    var changed = database().credentials.replace(credential, credential, Some.CHANGE).orElseThrow();

    assertThat(store().of(account)).isEmpty();
    assertThat(store().begin(account, credential.ref(), FAILURE)).isFalse();
    assertThat(store().of(account)).isEmpty();
    assertThat(store().begin(account, changed.ref(), FAILURE)).isTrue();
    assertThat(store().all(10_000)).containsEntry(credential.sid(), 2L);
  }

  @Test
  default void aDeletedCredentialFailsNoMore() throws Exception {
    var credential = kept();
    var account = credential.account();
    store().begin(account, credential.ref(), FAILURE);

    database().credentials.delete(account, credential.sid(), Some.CHANGE);

    assertThat(store().all(10_000)).doesNotContainKey(credential.sid());
    assertThat(store().begin(account, new CredentialRef(credential.sid(), 1), FAILURE)).isFalse();
  }
}
