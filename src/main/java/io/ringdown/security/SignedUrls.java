package io.ringdown.security;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The ways in which Twilio may have written a URL when it signed it: as it is, without its port,
 * with the port that its scheme implies, and each with the host in lower case. Everything else is
 * left alone to the last character, since it was signed like that.
 *
 * <p>Twilio's own libraries do the same on parsed URLs; the one for Java decodes percent-encoding
 * on the way and then refuses what Twilio signed, so this one cuts strings.
 *
 * @see <a href="https://www.twilio.com/docs/usage/webhooks/webhooks-security">Twilio: webhooks
 *     security</a>
 */
final class SignedUrls {
  private SignedUrls() {}

  /** At least one and at most four; their number depends on nothing but the URL. */
  static Set<String> of(String url) {
    Set<String> ways = new LinkedHashSet<>();
    ways.add(url);
    int authority = url.indexOf("://") + 3;
    if (authority < 3) {
      return ways;
    }
    int path = endOfAuthority(url, authority);
    // The last one: a password may hold another, but a host never does.
    int host = Math.max(authority, url.lastIndexOf('@', path - 1) + 1);
    int port = startOfPort(url, host, path);
    String scheme = url.substring(0, authority - 3).toLowerCase(Locale.ROOT);

    String before = url.substring(0, host);
    String name = url.substring(host, port);
    String digits = url.substring(port, path);
    String after = url.substring(path);
    String standard = scheme.equals("https") ? ":443" : ":80";
    for (String spelling : List.of(name, name.toLowerCase(Locale.ROOT))) {
      ways.add(before + spelling + after);
      ways.add(before + spelling + (digits.length() > 1 ? digits : standard) + after);
    }
    return ways;
  }

  private static int endOfAuthority(String url, int from) {
    for (int i = from; i < url.length(); i++) {
      if ("/?#".indexOf(url.charAt(i)) >= 0) {
        return i;
      }
    }
    return url.length();
  }

  /** Where {@code :8443} begins, or the end of the host when it has no port. */
  private static int startOfPort(String url, int host, int end) {
    int i = end;
    while (i > host && url.charAt(i - 1) >= '0' && url.charAt(i - 1) <= '9') {
      i--;
    }
    boolean colon = i > host && url.charAt(i - 1) == ':';
    boolean insideBrackets = url.startsWith("[", host) && url.indexOf(']', host) >= i;
    return colon && !insideBrackets ? i - 1 : end;
  }
}
