package io.ringdown.app.gate;

import io.ringdown.security.PublicUrl;
import io.ringdown.security.RequestLines;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Puts onto every answer what keeps browsers from mischief with it, and keeps it out of caches.
 * Pages that may do and be kept more say so after it. The first of all filters, which only {@code
 * web.xml} can say. Thread-safe.
 *
 * @see <a
 *     href="https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html">OWASP:
 *     HTTP security response headers</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6797#section-7.2">RFC 6797:
 *     Strict-Transport-Security</a>
 */
public class SecurityHeadersFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  /** A year; of this host only, since its neighbours are not ours. */
  private static final String A_YEAR = "max-age=31536000";

  @Inject transient PublicUrl publicUrl;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Cache-Control", "no-store");
    if (publicUrl.isSecure(RequestLines.of(request))) {
      response.setHeader("Strict-Transport-Security", A_YEAR);
    }
    chain.doFilter(request, response);
  }
}
