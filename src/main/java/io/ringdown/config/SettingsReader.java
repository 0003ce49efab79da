package io.ringdown.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * One reading of the settings, which notes every problem instead of failing at the first and
 * remembers which keys it was asked for. Not thread-safe; used once.
 */
final class SettingsReader {
  private static final String FILE = "-file";
  private static final long MOST_SECRET_BYTES = 64 * 1024;
  private static final Pattern FINAL_LINE_BREAK = Pattern.compile("\\R\\z");

  private final Config config;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> given = new HashSet<>();

  SettingsReader(Config config) {
    this.config = config;
  }

  /** The text of the setting; an empty one counts as not given. */
  Optional<String> text(String key) {
    asked.add(key);
    Optional<String> text = expanded(key);
    if (text.isPresent()) {
      given.add(key);
    } else if (isWritten(key)) {
      given.add(key);
      problem(key, "refers to a value that does not exist; write \\${ for a plain ${");
    }
    return text;
  }

  private Optional<String> expanded(String key) {
    try {
      return config.getOptionalValue(key, String.class).filter(value -> !value.isEmpty());
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether somebody wrote a value, even one whose reference leads nowhere and that so vanished.
   */
  private boolean isWritten(String key) {
    for (ConfigSource source : config.getConfigSources()) {
      String written = source.getValue(key);
      if (written != null) {
        return !written.isEmpty();
      }
    }
    return false;
  }

  /**
   * The setting after a check, or nothing when it is not given or wrong.
   *
   * @param check turns the text into a value, or throws {@link IllegalArgumentException} with what
   *     is wrong and without the text
   */
  <T> Optional<T> value(String key, Function<String, T> check) {
    return text(key).flatMap(value -> checked(key, value, check));
  }

  /** The setting, strictly {@code true} or {@code false}. */
  boolean flag(String key, boolean otherwise) {
    return this.<Boolean>value(
            key,
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw new IllegalArgumentException("must be true or false");
                })
        .orElse(otherwise);
  }

  /** The URL of a service: https or http, without query, fragment or final slash. */
  Optional<URI> url(String key) {
    return value(key, SettingsReader::serviceUrl);
  }

  private static URI serviceUrl(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL");
    }
    throw new IllegalArgumentException("must be a URL of https or http without query or fragment");
  }

  /**
   * A check for an ISO-8601 duration within bounds.
   *
   * @param range the bounds in words
   */
  static Function<String, Duration> between(Duration shortest, Duration longest, String range) {
    return text -> {
      try {
        var duration = Duration.parse(text);
        if (duration.compareTo(shortest) >= 0 && duration.compareTo(longest) <= 0) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("must be an ISO-8601 duration like PT5S", e);
      }
      throw new IllegalArgumentException("must be " + range);
    };
  }

  /** The path that the setting says, made absolute. */
  Optional<Path> path(String key) {
    return value(
        key,
        value -> {
          try {
            return Path.of(value).toAbsolutePath().normalize();
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
          }
        });
  }

  /** A secret, given as itself or as the file that {@code key-file} names, after a check. */
  <T> Optional<T> secret(String key, Function<String, T> check) {
    String fileKey = key + FILE;
    Optional<String> direct = text(key);
    Optional<String> file = text(fileKey);
    if (direct.isPresent() && file.isPresent()) {
      problem(key, "is given twice, here and as " + fileKey);
      return Optional.empty();
    }
    if (file.isPresent()) {
      return file.flatMap(name -> checked(fileKey, name, SettingsReader::content))
          .flatMap(content -> checked(fileKey, content, check));
    }
    return direct.flatMap(value -> checked(key, value, check));
  }

  /** Whether the setting, or the file of a secret, was given at all, right or wrong. */
  boolean isGiven(String key) {
    return given.contains(key) || given.contains(key + FILE);
  }

  void problem(String key, String whatIsWrong) {
    problems.add(key + ": " + whatIsWrong);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  Set<String> asked() {
    return Collections.unmodifiableSet(asked);
  }

  private <T> Optional<T> checked(String key, String value, Function<String, T> check) {
    try {
      return Optional.of(check.apply(value));
    } catch (IllegalArgumentException e) {
      problem(key, Objects.requireNonNullElse(e.getMessage(), "is wrong"));
      return Optional.empty();
    }
  }

  /** The file's text without its last line break. No message names the file: it may be a secret. */
  private static String content(String name) {
    String text;
    try {
      Path file = Path.of(name);
      if (Files.size(file) > MOST_SECRET_BYTES) {
        throw new IllegalArgumentException("names a file of more than 64 KiB");
      }
      text = Files.readString(file);
    } catch (InvalidPathException | IOException e) {
      throw new IllegalArgumentException("names a file that cannot be read as text", e);
    }
    String trimmed = FINAL_LINE_BREAK.matcher(text).replaceFirst("");
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException("names an empty file");
    }
    return trimmed;
  }
}
