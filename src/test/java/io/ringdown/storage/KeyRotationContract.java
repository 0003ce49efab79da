package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.account.Account;
import io.ringdown.config.InvalidSettingsException;
import io.ringdown.provider.CapturedLog;
import io.ringdown.storage.account.AccountTable;
import io.ringdown.storage.account.CredentialTable;
import io.ringdown.storage.account.KeyRotation;
import io.ringdown.storage.account.SealedRows;
import io.ringdown.storage.account.SealedRows.Census;
import io.ringdown.storage.secret.SecretCipher;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change of the key keeps, on every database. */
interface KeyRotationContract {
  SecureRandom RANDOM = new SecureRandom();
  SecretCipher OLD = cipher(1);
  SecretCipher CHANGED = cipher(2, 1);
  SecretCipher NEW = cipher(2);

  TestDatabase database();

  /** Others could not open what is sealed here. */
  @BeforeEach
  @AfterEach
  default void nothingSealed() {
    database().execute("DELETE FROM account");
    database().execute("DELETE FROM credential");
  }

  @Test
  default void whatTheOldKeySealedIsReadAndSealedAnew() throws Exception {
    var accounts = new ArrayList<Account>();
    // More than one step.
    for (var i = 0; i < 130; i++) {
      accounts.add(Some.account(Some.account(), "token-" + i));
      accounts(OLD).create(accounts.get(i), Some.CHANGE);
    }
    var credential = Some.credential(accounts.get(0).sid(), "prod", "secret");
    credentials(OLD).create(credential, Some.CHANGE);
    assertThat(accounts(CHANGED).find(accounts.get(7).sid())).contains(accounts.get(7));

    assertThat(rows(CHANGED).reseal()).isEqualTo(new Census(0, 131, 0));

    assertThat(rows(CHANGED).census()).isEqualTo(new Census(131, 0, 0));
    for (var account : accounts) {
      assertThat(accounts(NEW).find(account.sid())).contains(account);
    }
    assertThat(credentials(NEW).find(credential.account(), credential.sid()))
        .as("of the same version: nobody need load it anew")
        .contains(credential);
  }

  @Test
  default void manyNodesAtOnceLoseNoChange() throws Exception {
    for (var round = 0; round < 5; round++) {
      nothingSealed();
      var before = new ArrayList<Account>();
      for (var i = 0; i < 20; i++) {
        before.add(Some.account(Some.account(), "before-" + i));
        accounts(OLD).create(before.get(i), Some.CHANGE);
      }

      Together.run(
          6,
          i ->
              i < 4
                  ? rows(CHANGED).reseal().all()
                  : before.stream()
                      .filter(account -> before.indexOf(account) % 2 == i - 4)
                      .filter(
                          account ->
                              accounts(CHANGED).replace(account, changed(account), Some.CHANGE))
                      .count());

      rows(CHANGED).reseal();
      for (var account : before) {
        assertThat(accounts(NEW).find(account.sid())).contains(changed(account));
      }
    }
  }

  @Test
  default void itIsToldWhenTheOldKeyIsNotNeededAnyMore() {
    var account = Some.account(Some.account(), "token");
    accounts(OLD).create(account, Some.CHANGE);
    var rotation = rotation(CHANGED);
    try (var log = new CapturedLog()) {
      rotation.round();
      assertThat(log.text()).contains("RD-1021 sealed 1 ").doesNotContain("RD-1022");
      rotation.round();
      rotation.round();
      assertThat(log.text()).containsOnlyOnce("RD-1022");
      // A node that does not know the new key yet.
      accounts(OLD).create(Some.account(Some.account(), "late"), Some.CHANGE);
      rotation.round();
      rotation.round();
      assertThat(log.text().split("RD-1022", -1)).hasSize(3);
      assertThat(log.text()).doesNotContain("token", "late");
    }
    assertThat(rows(NEW).census()).isEqualTo(new Census(2, 0, 0));
  }

  @Test
  default void withoutPreviousKeysNothingIsDone() {
    accounts(OLD).create(Some.account(Some.account(), "token"), Some.CHANGE);

    rotation(NEW).round();

    assertThat(rows(OLD).census()).isEqualTo(new Census(1, 0, 0));
  }

  @Test
  default void aKeyThatOpensNothingIsNamedAtTheStart() {
    rotation(NEW).check();
    accounts(OLD).create(Some.account(Some.account(), "token"), Some.CHANGE);

    rotation(OLD).check();
    rotation(CHANGED).check();
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> rotation(NEW).check())
        .withMessageContaining("ringdown.secrets.key: opens none of the 1 secrets")
        .withMessageContaining("ringdown.secrets.previous-keys");
  }

  @Test
  default void secretsThatCannotBeOpenedBesideOthersAreTold() {
    accounts(OLD).create(Some.account(Some.account(), "token"), Some.CHANGE);
    accounts(NEW).create(Some.account(Some.account(), "token"), Some.CHANGE);

    try (var log = new CapturedLog()) {
      rotation(CHANGED).check();
      assertThat(log.text()).doesNotContain("RD-1020");
      rotation(NEW).check();
      assertThat(log.text()).contains("RD-1020").contains("opens 1 of the 2");
    }
    assertThat(rows(cipher(2, 3)).reseal()).isEqualTo(new Census(1, 0, 1));
    assertThat(rows(OLD).census()).as("what is sealed stays").isEqualTo(new Census(1, 0, 1));
  }

  private static Account changed(Account account) {
    return new Account(
        account.sid(),
        "changed",
        List.of(account.apiKeys().get(0).secret()),
        account.apiKeys(),
        account.policy(),
        account.created(),
        account.updated().plusSeconds(1));
  }

  private AccountTable accounts(SecretCipher cipher) {
    return new AccountTable(database().database, cipher);
  }

  private CredentialTable credentials(SecretCipher cipher) {
    return new CredentialTable(database().database, cipher);
  }

  private SealedRows rows(SecretCipher cipher) {
    return new SealedRows(database().database, cipher);
  }

  private KeyRotation rotation(SecretCipher cipher) {
    return new KeyRotation(rows(cipher), cipher);
  }

  private static SecretCipher cipher(int current, Integer... previous) {
    return new SecretCipher(
        key(current), List.of(previous).stream().map(KeyRotationContract::key).toList(), RANDOM);
  }

  private static byte[] key(int first) {
    var key = new byte[SecretCipher.KEY_BYTES];
    key[0] = (byte) first;
    return key;
  }
}
