package io.ringdown.security;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about its own URL, raw as it came.
 *
 * @param peerAddress the address at the other end of the connection, a literal
 * @param scheme {@code http} or {@code https}, as the server saw it
 * @param hostHeader name and perhaps port
 * @param contextPath where the application is mounted: empty, or begins with a slash
 * @param rawPath what follows the context path, never decoded
 * @param rawQuery without the question mark, never decoded; null when there is none
 */
public record RequestLine(
    String peerAddress,
    String scheme,
    String hostHeader,
    String contextPath,
    String rawPath,
    @Nullable String rawQuery,
    Forwarding forwarding) {

  /**
   * What proxies added to the request, each header with all its lines in order, empty when absent.
   *
   * @param forwarded {@code Forwarded}
   * @param proto {@code X-Forwarded-Proto}
   * @param host {@code X-Forwarded-Host}
   * @param port {@code X-Forwarded-Port}
   */
  public record Forwarding(
      List<String> forwarded, List<String> proto, List<String> host, List<String> port) {
    /** That of a request which came straight. */
    public static final Forwarding NONE =
        new Forwarding(List.of(), List.of(), List.of(), List.of());

    public Forwarding {
      forwarded = List.copyOf(forwarded);
      proto = List.copyOf(proto);
      host = List.copyOf(host);
      port = List.copyOf(port);
    }
  }
}
