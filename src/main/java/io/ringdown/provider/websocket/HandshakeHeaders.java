package io.ringdown.provider.websocket;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * What the headers of a request must say for it to be a WebSocket handshake.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1">RFC 6455 §4.2.1</a>
 */
final class HandshakeHeaders {
  /** The header with the version of the protocol, in requests and where another is refused. */
  static final String VERSION = "Sec-WebSocket-Version";

  /** The only version that became a standard. */
  static final String OUR_VERSION = "13";

  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  private HandshakeHeaders() {}

  /** Whether {@code Connection} says {@code Upgrade}, perhaps among others. */
  static boolean askForUpgrade(HttpServletRequest request) {
    return values(request, "Connection").stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch(option -> option.strip().equalsIgnoreCase("upgrade"));
  }

  /** Whether the version is ours. */
  static boolean areOfOurVersion(HttpServletRequest request) {
    return values(request, VERSION).equals(List.of(OUR_VERSION));
  }

  /** Whether there is one key, of the length that it must have. */
  static boolean haveKey(HttpServletRequest request) {
    var keys = values(request, "Sec-WebSocket-Key");
    return keys.size() == 1 && isKey(keys.get(0));
  }

  private static boolean isKey(String text) {
    try {
      return text.length() == KEY_LENGTH && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream().map(String::strip).toList();
  }
}
