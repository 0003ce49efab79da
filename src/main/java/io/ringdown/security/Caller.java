package io.ringdown.security;

import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;

/** Who makes a request, proven by a bearer token. */
public sealed interface Caller {
  /**
   * An administrator, who may do everything.
   *
   * @param name which token it was, for the history
   */
  record Admin(String name) implements Caller {}

  /**
   * An app on a phone, which may act for its own identity in its own account.
   *
   * @param expiresAt when its token ends, and with it a connection that it opened
   */
  record App(AccountSid account, Identity identity, Instant expiresAt) implements Caller {}
}
