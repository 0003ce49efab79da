package io.ringdown.app.metrics;

import io.ringdown.config.RingdownSettings;
import io.ringdown.security.BearerToken;
import io.ringdown.security.Caller;
import io.ringdown.security.CallerVerifier;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The metrics at {@code /v1/metrics}, for admins of all accounts, or for everybody where the
 * operator says so. A servlet and no resource, as everything else under {@code /v1} wants a token.
 * Thread-safe.
 */
@WebServlet(name = "metrics", urlPatterns = "/v1/metrics")
public class MetricsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Set<String> READ = Set.of("GET", "HEAD");

  @Inject transient CallerVerifier callers;
  @Inject transient RingdownSettings settings;
  @Inject transient MetricsPage metrics;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!READ.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (settings.metrics().isPublic() || isAdmin(request, response)) {
      answer(request, response);
    }
  }

  private boolean isAdmin(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var caller = BearerToken.of(request.getHeader("Authorization")).flatMap(callers::identify);
    if (caller.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return false;
    }
    if (!(caller.get() instanceof Caller.Admin admin
        && admin.scope().permits(request.getMethod(), Optional.empty()))) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return false;
    }
    return true;
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getQueryString() != null) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    var page = metrics.read(request.getHeader("Accept"));
    response.setContentType(page.contentType());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept");
    response.setContentLength(page.bytes().length);
    response.getOutputStream().write(page.bytes());
  }
}
