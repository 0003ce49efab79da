package io.ringdown.account.access;

import io.ringdown.account.audit.Change;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where admin tokens are kept, as hashes only. Thread-safe; each call is a transaction, and sees
 * what any node did before it.
 */
public interface AdminTokenStore {
  /** The token with this hash, expired or not. */
  Optional<AdminToken> find(String hash);

  /** The token with this SID, expired or not. */
  Optional<AdminToken> find(AdminTokenSid sid);

  /** At most {@code limit} tokens, newest first. */
  List<AdminToken> list(Optional<AdminTokenSid> after, int limit);

  /**
   * Keeps the token as the one of the first start, if there is none that reaches everywhere: only
   * one of several nodes that start together wins.
   *
   * @return whether it was kept
   */
  boolean addFirst(AdminToken token);

  /** Keeps a new token. */
  void add(AdminToken token, Change change);

  /**
   * Deletes a token; it opens nothing from then on.
   *
   * @param lastToo whether it may be the last one that reaches everywhere and does not end
   */
  Revocation revoke(AdminTokenSid sid, boolean lastToo, Change change);

  /** Notes that the token was used. */
  void used(AdminTokenSid sid, Instant at);

  /** What became of a revocation. */
  enum Revocation {
    /** The token is gone. */
    REVOKED,
    /** There is no such token. */
    UNKNOWN,
    /** It is the last way in, and stays. */
    LAST
  }
}
