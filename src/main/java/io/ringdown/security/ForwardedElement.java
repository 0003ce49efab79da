package io.ringdown.security;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one proxy wrote into {@code Forwarded}. Each appends its element, so the last is the
 * nearest's, and everything before may be the sender's invention.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239#section-4">RFC 7239, section 4</a>
 */
record ForwardedElement(Map<String, String> parameters) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

  /** Strictly a colon needs quotes, but many proxies write {@code host=example.com:8443}. */
  private static final String BARE = "[!#$%&'*+.^_`|~0-9A-Za-z:\\[\\]-]++";

  private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final Pattern PAIR =
      Pattern.compile("(" + TOKEN + ")=(" + BARE + "|" + QUOTED + ")");
  private static final Pattern GAP = Pattern.compile("[ \\t]*([;,])[ \\t;,]*");

  ForwardedElement {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The last element of the last line; nothing when that line is not well-formed to the end.
   * Earlier lines are not even read, lest an open quotation mark of the sender swallow what the
   * proxy wrote.
   */
  static Optional<ForwardedElement> nearest(List<String> lines) {
    List<ForwardedElement> elements = all(lines.get(lines.size() - 1));
    return elements.isEmpty() ? Optional.empty() : Optional.of(elements.get(elements.size() - 1));
  }

  /** All elements of a line in order; none when it is not well-formed to the end. */
  static List<ForwardedElement> all(String line) {
    String text = line.strip();
    List<ForwardedElement> elements = new ArrayList<>();
    Map<String, String> parameters = new HashMap<>();
    Matcher pair = PAIR.matcher(text);
    Matcher gap = GAP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!pair.region(at, text.length()).lookingAt()) {
        return List.of();
      }
      parameters.putIfAbsent(pair.group(1).toLowerCase(Locale.ROOT), unquoted(pair.group(2)));
      at = pair.end();
      if (at < text.length()) {
        if (!gap.region(at, text.length()).lookingAt()) {
          return List.of();
        }
        at = gap.end();
        if (gap.group().indexOf(',') >= 0 && at < text.length()) {
          elements.add(new ForwardedElement(parameters));
          parameters.clear();
        }
      }
    }
    if (!parameters.isEmpty()) {
      elements.add(new ForwardedElement(parameters));
    }
    return elements;
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }
}
