package io.ringdown.binding;

import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;

/** Everything that is kept about one person. Thread-safe. */
public interface PeopleStore {
  /**
   * Deletes the person's bindings and the calls to them with all that belongs to those, in
   * transactions of bounded size: what is deleted stays deleted when a later one fails.
   */
  void forget(AccountSid account, Identity identity);
}
