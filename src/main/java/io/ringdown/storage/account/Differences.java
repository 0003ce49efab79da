package io.ringdown.storage.account;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the audit tells of a change: which members differ, and nothing of their values. */
final class Differences {
  private Differences() {}

  /** The names whose values differ; an absent one is like null. */
  static Set<String> between(
      Map<String, ? extends @Nullable Object> before,
      Map<String, ? extends @Nullable Object> after) {
    var names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    return names;
  }
}
