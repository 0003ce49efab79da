package io.ringdown.account.access;

import io.ringdown.call.AccountSid;
import java.util.Optional;
import java.util.Set;

/**
 * How far an administrator reaches.
 *
 * @param account the only account that it may touch; empty for all accounts and for what belongs to
 *     none
 * @param readOnly whether it may look at everything in its reach and change nothing
 */
public record AdminScope(Optional<AccountSid> account, boolean readOnly) {
  /** Everything. */
  public static final AdminScope ALL = new AdminScope(Optional.empty(), false);

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  /**
   * Whether a request lies within: its method must be one that reads if nothing may be changed, and
   * its path must be within the account if there is but one.
   *
   * <p>A POST that asks a provider counts as a change: it uses the account's credential.
   *
   * @param method in capitals
   * @param named the account in the request's path; empty where the path has none
   */
  public boolean permits(String method, Optional<AccountSid> named) {
    return (!readOnly || READING.contains(method)) && (account.isEmpty() || account.equals(named));
  }

  /** Whether the account lies within. */
  public boolean covers(AccountSid other) {
    return account.isEmpty() || account.get().equals(other);
  }
}
