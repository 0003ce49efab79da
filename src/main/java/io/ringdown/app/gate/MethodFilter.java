package io.ringdown.app.gate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * The gate for methods that no path of ours knows: TRACE, which would send a caller's own token
 * back to whoever asked for it, and anything invented. They get 405 as everywhere else, instead of
 * a bare line from the server. Stateless, so safe for concurrent use.
 */
@WebFilter(filterName = "method", urlPatterns = "/*", asyncSupported = true)
public class MethodFilter extends HttpFilter {
  private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final Set<String> KNOWN = Set.of(ALLOWED.split(", "));

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (KNOWN.contains(request.getMethod())) {
      chain.doFilter(request, response);
    } else {
      response.setHeader("Allow", ALLOWED);
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }
}
