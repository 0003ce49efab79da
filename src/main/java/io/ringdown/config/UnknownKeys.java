package io.ringdown.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** The search for settings that nobody knows: a typo must not pass in silence. */
final class UnknownKeys {
  private static final String OURS = "ringdown.";

  private final Set<String> known;

  UnknownKeys(Collection<Set<String>> known) {
    this.known = known.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The unknown keys that begin with {@code ringdown.}, sorted. Environment variables are not
   * judged, since others use our prefix too (container platforms set {@code RINGDOWN_PORT}); nor is
   * a key that some servers derive from a variable, {@code ringdown.public.url} from {@code
   * RINGDOWN_PUBLIC_URL}.
   */
  SortedSet<String> in(Config config) {
    Set<String> given = new TreeSet<>();
    config.getPropertyNames().forEach(given::add);
    StreamSupport.stream(config.getConfigSources().spliterator(), false)
        .flatMap(source -> source.getPropertyNames().stream())
        .forEach(given::add);
    SortedSet<String> unknown = new TreeSet<>();
    for (String key : given) {
      if (key.startsWith(OURS) && !known.contains(key) && !given.contains(variable(key))) {
        unknown.add(key);
      }
    }
    return unknown;
  }

  /**
   * The environment variable of a key.
   *
   * @see <a
   *     href="https://github.com/microprofile/microprofile-config/blob/3.1/spec/src/main/asciidoc/configsources.asciidoc">MicroProfile
   *     Config: environment variables mapping rules</a>
   */
  static String variable(String key) {
    return key.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
