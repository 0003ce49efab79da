package io.ringdown.config;

import org.jspecify.annotations.Nullable;

/**
 * Which database Ringdown keeps everything in, and how much of it one node uses. Immutable.
 *
 * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
 * @param poolSize the most transactions that are open at the same time
 */
public record DatabaseSettings(
    String url, @Nullable String user, @Nullable String password, int poolSize) {

  /** The fewest transactions that make sense. */
  public static final int SMALLEST_POOL = 4;

  /** The most; the server's pool is built for no more. */
  public static final int LARGEST_POOL = 256;

  /**
   * @throws IllegalArgumentException naming the key at fault, and never its value
   */
  public DatabaseSettings {
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "ringdown.db.url must begin with jdbc:h2: or jdbc:postgresql:");
    }
    if (poolSize < SMALLEST_POOL || poolSize > LARGEST_POOL) {
      throw new IllegalArgumentException("ringdown.db.pool-size must be 4 to 256");
    }
  }

  /** Whether it is PostgreSQL, which several nodes can share. */
  public boolean isPostgres() {
    return url.startsWith("jdbc:postgresql:");
  }

  /** Says nothing of the URL's parameters either, for one of them may be a password. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + (isPostgres() ? "postgresql" : "h2") + ", pool " + poolSize + "]";
  }
}
