package io.ringdown.config;

import java.nio.file.Path;
import java.util.function.Function;
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

  private static final int DEFAULT_POOL = 32;

  /** Reads the keys; without a URL the database is a file in the data directory. */
  static DatabaseSettings read(SettingsReader reader, Path dataDirectory) {
    var url = reader.value("ringdown.db.url", DatabaseSettings::url);
    var user = reader.text("ringdown.db.user");
    var password = reader.secret("ringdown.db.password", Function.identity());
    var poolSize = reader.value("ringdown.db.pool-size", DatabaseSettings::poolSize);
    if (url.isEmpty() && dataDirectory.toString().indexOf(';') >= 0) {
      reader.problem("ringdown.data-dir", "must not contain ';'");
    }
    return url.isPresent()
        ? new DatabaseSettings(
            url.get(), user.orElse(null), password.orElse(null), poolSize.orElse(DEFAULT_POOL))
        : new DatabaseSettings(
            "jdbc:h2:file:" + dataDirectory.resolve("ringdown"),
            "sa",
            "",
            poolSize.orElse(DEFAULT_POOL));
  }

  private static String url(String text) {
    if (!text.startsWith("jdbc:h2:") && !text.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("must begin with jdbc:h2: or jdbc:postgresql:");
    }
    return text;
  }

  private static int poolSize(String text) {
    if (!text.matches("[0-9]{1,3}")
        || Integer.parseInt(text) < SMALLEST_POOL
        || Integer.parseInt(text) > LARGEST_POOL) {
      throw new IllegalArgumentException(
          "must be a number from " + SMALLEST_POOL + " to " + LARGEST_POOL);
    }
    return Integer.parseInt(text);
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
