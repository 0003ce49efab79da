package io.ringdown.account;

import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import java.util.List;
import java.util.Optional;

/** Where push credentials are kept, encrypted. Thread-safe; each call is a transaction. */
public interface CredentialStore {
  Optional<PushCredential> find(AccountSid account, CredentialSid sid);

  /** The account's credentials, newest first, at most {@code limit} of them. */
  List<PushCredential> list(AccountSid account, Optional<CredentialSid> after, int limit);

  /** All credentials of the account of this type, in no order. */
  List<PushCredential> ofType(AccountSid account, CredentialType type);

  /**
   * Keeps a new credential.
   *
   * @throws NameTakenException when the account has another with this friendly name
   */
  void create(PushCredential credential, Change change) throws NameTakenException;

  /**
   * Replaces a credential if it is still as it was read, and raises its version.
   *
   * @return the credential as kept, or nothing when it was changed or deleted meanwhile
   * @throws NameTakenException when the account has another with this friendly name
   */
  Optional<PushCredential> replace(PushCredential before, PushCredential after, Change change)
      throws NameTakenException;

  /**
   * Deletes a credential; bindings that name it stay and are refused until they name another.
   *
   * @return whether there was one
   */
  boolean delete(AccountSid account, CredentialSid sid, Change change);

  /** The friendly name belongs to another credential of the account. */
  final class NameTakenException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
