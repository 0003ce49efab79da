package io.ringdown.binding;

import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;

/** Everything that is kept about one person. Thread-safe. */
public interface PeopleStore {
  /**
   * Deletes the person's bindings and the calls to them with all that belongs to those, in
   * transactions of bounded size: what is deleted stays deleted when a later one fails. The last
   * one writes to the audit that it was done, by a hash of the identity.
   */
  void forget(AccountSid account, Identity identity, Change change);
}
