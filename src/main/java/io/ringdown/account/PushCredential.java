package io.ringdown.account;

import io.ringdown.call.AccountSid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What opens a push provider's door for one account.
 *
 * @param friendlyName unique within the account, when there is one
 * @param version grows with every change
 */
public record PushCredential(
    CredentialSid sid,
    AccountSid account,
    @Nullable String friendlyName,
    CredentialType type,
    CredentialContent content,
    long version,
    Instant created,
    Instant updated) {

  /** This credential as it is now. */
  public CredentialRef ref() {
    return new CredentialRef(sid, version);
  }
}
