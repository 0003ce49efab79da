package io.ringdown.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;

/** Takes from a servlet request what it says about its own URL, raw as it came. */
public final class RequestLines {
  private RequestLines() {}

  /** The line of this request. */
  public static RequestLine of(HttpServletRequest request) {
    var context = request.getContextPath();
    var host = request.getHeader("Host");
    return new RequestLine(
        request.getRemoteAddr(),
        request.getScheme(),
        host == null ? "" : host,
        context,
        request.getRequestURI().substring(context.length()),
        request.getQueryString(),
        new RequestLine.Forwarding(
            lines(request, "Forwarded"),
            lines(request, "X-Forwarded-Proto"),
            lines(request, "X-Forwarded-Host"),
            lines(request, "X-Forwarded-Port")));
  }

  private static List<String> lines(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
