package io.ringdown.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token in a request: in its {@code Authorization} header, or for WebSockets of browsers,
 * which cannot set it, behind the first subprotocol.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750 §2.1</a>
 */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  /** The subprotocol that clients of {@code /ws} speak. */
  public static final String SUBPROTOCOL = "ringdown.v1";

  private BearerToken() {}

  /** The token, in whichever place, or nothing when there is none. */
  public static Optional<String> offered(HttpServletRequest request) {
    Optional<String> bearer = of(request.getHeader("Authorization"));
    if (bearer.isPresent()) {
      return bearer;
    }
    String[] offered =
        String.join(",", Collections.list(request.getHeaders("Sec-WebSocket-Protocol")))
            .split(",", -1);
    return offered.length == 2 && offered[0].strip().equals(SUBPROTOCOL)
        ? Optional.of(offered[1].strip()).filter(token -> !token.isEmpty())
        : Optional.empty();
  }

  /** The token, or nothing when the header is missing or of another scheme. */
  public static Optional<String> of(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(authorization.substring(SCHEME.length()).strip())
        .filter(token -> !token.isEmpty());
  }
}
