package io.ringdown.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which database Ringdown keeps everything in, and how much of it one node uses. Immutable.
 *
 * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}; empty when a server's data source is
 *     named instead
 * @param poolSize the most transactions that are open at the same time
 * @param jndi the JNDI name of the PostgreSQL data source that the server manages; null when
 *     Ringdown connects by itself
 */
public record DatabaseSettings(
    String url,
    @Nullable String user,
    @Nullable String password,
    int poolSize,
    @Nullable String jndi) {

  /** The fewest transactions that make sense. */
  public static final int SMALLEST_POOL = 4;

  /** The most; the server's pool is built for no more. */
  public static final int LARGEST_POOL = 256;

  private static final int DEFAULT_POOL = 32;
  private static final String JNDI = "ringdown.db.jndi";

  /** A name in {@code java:} or without a scheme: every other scheme asks somebody else. */
  private static final Pattern LOCAL_NAME = Pattern.compile("(java:)?[A-Za-z0-9_/.-]{1,200}");

  /** A database to which Ringdown connects by itself. */
  public DatabaseSettings(
      String url, @Nullable String user, @Nullable String password, int poolSize) {
    this(url, user, password, poolSize, null);
  }

  /** Reads the keys; without a URL the database is a file in the data directory. */
  static DatabaseSettings read(SettingsReader reader, Path dataDirectory) {
    var url = reader.value("ringdown.db.url", DatabaseSettings::url);
    var user = reader.text("ringdown.db.user");
    var password = reader.secret("ringdown.db.password", Function.identity());
    var jndi = reader.value(JNDI, DatabaseSettings::jndi);
    var poolSize = reader.value("ringdown.db.pool-size", DatabaseSettings::poolSize);
    if (reader.isGiven(JNDI)) {
      for (var other : List.of("ringdown.db.url", "ringdown.db.user", "ringdown.db.password")) {
        if (reader.isGiven(other)) {
          reader.problem(JNDI, "excludes " + other + ", for the server's data source has its own");
        }
      }
      return new DatabaseSettings("", null, null, poolSize.orElse(DEFAULT_POOL), jndi.orElse(null));
    }
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

  private static String jndi(String text) {
    if (!LOCAL_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be a name like java:jboss/datasources/ringdown or jdbc/ringdown");
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
    return jndi != null || url.startsWith("jdbc:postgresql:");
  }

  /** Says nothing of the URL's parameters either, for one of them may be a password. */
  @Override
  public String toString() {
    return "DatabaseSettings["
        + (jndi != null ? jndi : isPostgres() ? "postgresql" : "h2")
        + ", pool "
        + poolSize
        + "]";
  }
}
