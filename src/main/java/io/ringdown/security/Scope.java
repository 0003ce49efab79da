package io.ringdown.security;

import io.ringdown.account.audit.Actor;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/**
 * What a caller may see and change: an admin everything, an app its own identity in its own
 * account.
 *
 * @param identity the only identity that it may touch; empty for all
 * @param caller who it is
 */
public record Scope(Optional<Identity> identity, Caller caller) {
  /**
   * The caller's scope within an account.
   *
   * @throws ForbiddenException when it has none
   */
  public static Scope within(AccountSid account, SecurityContext security) {
    var caller = caller(security);
    if (caller instanceof Caller.App app) {
      if (!app.account().equals(account)) {
        throw new ForbiddenException();
      }
      return new Scope(Optional.of(app.identity()), caller);
    }
    if (caller instanceof Caller.Admin admin && !admin.scope().covers(account)) {
      throw new ForbiddenException();
    }
    return new Scope(Optional.empty(), caller);
  }

  /**
   * Lets admins pass; how far each reaches, {@link BearerFilter} has seen to.
   *
   * @throws ForbiddenException for everybody else
   */
  public static void requireAdmin(SecurityContext security) {
    if (!(caller(security) instanceof Caller.Admin)) {
      throw new ForbiddenException();
    }
  }

  /** The only account that the caller may see; empty for all. */
  public static Optional<AccountSid> onlyAccount(SecurityContext security) {
    var caller = caller(security);
    if (caller instanceof Caller.App app) {
      return Optional.of(app.account());
    }
    return caller instanceof Caller.Admin admin ? admin.scope().account() : Optional.empty();
  }

  /** Who the caller is, for history and audit. */
  public static Actor actor(SecurityContext security) {
    return caller(security).actor();
  }

  /**
   * The identity meant by a request that names this one or none.
   *
   * @throws ForbiddenException when it is not the caller's own
   */
  public Optional<Identity> narrow(Optional<Identity> named) {
    if (identity.isEmpty()) {
      return named;
    }
    named.ifPresent(this::require);
    return identity;
  }

  /**
   * Lets the caller pass who may touch this identity.
   *
   * @throws ForbiddenException for everybody else
   */
  public void require(Identity owner) {
    if (identity.isPresent() && !identity.get().equals(owner)) {
      throw new ForbiddenException();
    }
  }

  private static Caller caller(SecurityContext security) {
    if (security.getUserPrincipal() instanceof CallerPrincipal principal) {
      return principal.caller();
    }
    throw new ForbiddenException();
  }
}
