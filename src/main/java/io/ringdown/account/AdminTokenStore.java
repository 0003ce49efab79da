package io.ringdown.account;

import java.time.Instant;
import java.util.Optional;

/** Where admin tokens are kept, as hashes only. Thread-safe; each call is a transaction. */
public interface AdminTokenStore {
  /**
   * A token's name and hash.
   *
   * @param hash lower-case hex of SHA-256 over the token in UTF-8; enough for a token of 256 random
   *     bits
   */
  record AdminToken(String name, String hash, Instant created) {}

  Optional<AdminToken> find(String hash);

  /**
   * Keeps the token if there is none at all: only one of several nodes that start together wins.
   *
   * @return whether it was kept
   */
  boolean addFirst(AdminToken token);
}
