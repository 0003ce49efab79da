package io.ringdown.account.access;

import io.ringdown.account.audit.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An admin token as it is kept: everything but the token.
 *
 * @param name what people call it; need not be unique
 * @param hash lower-case hex of SHA-256 over the token in UTF-8; enough for a token of 256 random
 *     bits
 * @param first whether it was made at the first start, for want of a configured one
 * @param expires from when on it opens nothing any more; null for never
 * @param used when it was last used, coarsely; null for never yet
 */
public record AdminToken(
    AdminTokenSid sid,
    String name,
    String hash,
    AdminScope scope,
    boolean first,
    Instant created,
    @Nullable Instant expires,
    @Nullable Instant used) {

  /** Whether its time is over. */
  public boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Who holds it, for history and audit. */
  public Actor actor() {
    return new Actor(Actor.Kind.ADMIN_TOKEN, sid.value(), name);
  }
}
