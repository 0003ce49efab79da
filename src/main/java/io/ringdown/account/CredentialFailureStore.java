package io.ringdown.account;

import io.ringdown.call.AccountSid;
import java.util.Map;

/**
 * Where it is kept which credentials fail, for all nodes. Changing or deleting a credential forgets
 * its failure. Thread-safe; each call is a transaction.
 */
public interface CredentialFailureStore {
  /** The failing ones of an account's credentials. */
  Map<CredentialSid, CredentialFailure> of(AccountSid account);

  /**
   * All failing credentials, each with the version that fails.
   *
   * @param limit the most that are given
   */
  Map<CredentialSid, Long> all(int limit);

  /**
   * Keeps that a credential fails.
   *
   * @return false when that was known, or the credential is another by now, or gone
   */
  boolean begin(AccountSid account, CredentialRef credential, CredentialFailure failure);

  /**
   * Forgets that a credential fails.
   *
   * @return false when it did not
   */
  boolean end(AccountSid account, CredentialSid credential);
}
