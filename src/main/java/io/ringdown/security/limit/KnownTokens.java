package io.ringdown.security.limit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tokens that were found good lately: whoever holds one is no guesser, whatever else comes from the
 * same address. It only says who may be verified at all. A table of fixed size, of hashes; a newer
 * token takes an older one's place. Thread-safe.
 */
public final class KnownTokens {
  private static final int PLACES = 1 << 14;

  private final AtomicLongArray hashes = new AtomicLongArray(PLACES);

  /** Remembers a token that was found good. */
  public void remember(String token) {
    long hash = hash(token);
    hashes.set(place(hash), hash);
  }

  /** Whether the token was found good lately. */
  public boolean contains(String token) {
    long hash = hash(token);
    return hashes.get(place(hash)) == hash;
  }

  private static int place(long hash) {
    return (int) hash & (PLACES - 1);
  }

  private static long hash(String token) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(token.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
