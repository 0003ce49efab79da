package io.ringdown.delivery;

import java.util.Set;
import java.util.regex.Pattern;

/** The codes of a deferral that say of any provider that it does not work. */
final class Outages {
  private static final Set<String> ON_THE_LINE =
      Set.of("timeout", "connect_failed", "tls_failed", "connection_lost");
  private static final Pattern STATUS = Pattern.compile("408|5\\d\\d");

  private Outages() {}

  static boolean areMeantBy(String code) {
    return ON_THE_LINE.contains(code) || STATUS.matcher(code).matches();
  }
}
