package io.ringdown.security;

import io.ringdown.account.access.AdminScope;
import io.ringdown.account.audit.Actor;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;

/** Who makes a request, proven by a bearer token. */
public sealed interface Caller {
  /**
   * An administrator, who may do everything within a scope.
   *
   * @param actor which one, for history and audit
   */
  record Admin(Actor actor, AdminScope scope) implements Caller {
    /** What people call it. */
    public String name() {
      return actor.shown();
    }
  }

  /**
   * An app on a phone, which may act for its own identity in its own account.
   *
   * @param expiresAt when its token ends, and with it a connection that it opened
   */
  record App(AccountSid account, Identity identity, Instant expiresAt) implements Caller {
    @Override
    public Actor actor() {
      return new Actor(Actor.Kind.APP, identity.value(), null);
    }
  }

  /** Who that is, for history and audit. */
  Actor actor();
}
