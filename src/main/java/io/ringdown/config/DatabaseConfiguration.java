package io.ringdown.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The part of the configuration that says where the database is: {@code ringdown.db.url}, {@code
 * .user}, {@code .password} or {@code .password-file}, and {@code .pool-size}. An empty value is
 * the same as none.
 */
public final class DatabaseConfiguration {
  private static final int DEFAULT_POOL = 32;

  private DatabaseConfiguration() {}

  /**
   * Reads the application's own configuration; works without a context class loader too, as servers
   * make data sources on threads of theirs.
   *
   * @throws IllegalArgumentException naming the key at fault
   */
  public static DatabaseSettings load() {
    return load(ConfigProvider.getConfig(DatabaseConfiguration.class.getClassLoader()));
  }

  /**
   * Reads the configuration; without a URL the database is a file in the data directory.
   *
   * @throws IllegalArgumentException naming the key at fault
   */
  public static DatabaseSettings load(Config config) {
    var url = text(config, "ringdown.db.url");
    if (url == null) {
      var directory = text(config, "ringdown.data-dir");
      return embedded(directory == null ? "data" : directory, poolSize(config));
    }
    return new DatabaseSettings(
        url, text(config, "ringdown.db.user"), password(config), poolSize(config));
  }

  private static DatabaseSettings embedded(String directory, int poolSize) {
    if (directory.indexOf(';') >= 0) {
      throw new IllegalArgumentException("ringdown.data-dir must not contain ';'");
    }
    try {
      var file = Path.of(directory).toAbsolutePath().normalize().resolve("ringdown");
      return new DatabaseSettings("jdbc:h2:file:" + file, "sa", "", poolSize);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("ringdown.data-dir must be a path", e);
    }
  }

  private static @Nullable String password(Config config) {
    var given = text(config, "ringdown.db.password");
    var file = text(config, "ringdown.db.password-file");
    if (given != null || file == null) {
      return given;
    }
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("ringdown.db.password-file cannot be read", e);
    }
  }

  private static int poolSize(Config config) {
    var text = text(config, "ringdown.db.pool-size");
    try {
      return text == null ? DEFAULT_POOL : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("ringdown.db.pool-size must be a number", e);
    }
  }

  private static @Nullable String text(Config config, String key) {
    return config
        .getOptionalValue(key, String.class)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElse(null);
  }
}
