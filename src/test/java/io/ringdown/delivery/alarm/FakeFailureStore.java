package io.ringdown.delivery.alarm;

import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.call.AccountSid;
import java.util.HashMap;
import java.util.Map;

/** Failures in memory, of credentials that all exist; counts what it is asked. */
final class FakeFailureStore implements CredentialFailureStore {
  private final Map<CredentialSid, CredentialFailure> failures = new HashMap<>();
  private final Map<CredentialSid, Long> versions = new HashMap<>();
  int reads;
  int writes;
  boolean away;

  /** The credential was changed. */
  void change(CredentialSid sid) {
    failures.remove(sid);
    versions.remove(sid);
  }

  @Override
  public Map<CredentialSid, CredentialFailure> of(AccountSid account) {
    return Map.copyOf(failures);
  }

  @Override
  public Map<CredentialSid, Long> all(int limit) {
    requireThere();
    reads++;
    return Map.copyOf(versions);
  }

  @Override
  public boolean begin(AccountSid account, CredentialRef credential, CredentialFailure failure) {
    requireThere();
    writes++;
    if (failures.putIfAbsent(credential.sid(), failure) != null) {
      return false;
    }
    versions.put(credential.sid(), credential.version());
    return true;
  }

  @Override
  public boolean end(AccountSid account, CredentialSid credential) {
    requireThere();
    writes++;
    versions.remove(credential);
    return failures.remove(credential) != null;
  }

  private void requireThere() {
    if (away) {
      throw new IllegalStateException("the database is away");
    }
  }
}
