package io.ringdown.app.gate;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * Tells of errors in the place of the error page where a request offers to upgrade to another
 * protocol. Until such a request is done, Payara's HTTP connector believes that it was upgraded,
 * and sends no {@code Content-Type} with what leaves before; an error page does. Stateless, so safe
 * for concurrent use.
 */
public class UpgradeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var offersUpgrade = request.getHeader("Upgrade") != null;
    chain.doFilter(request, offersUpgrade ? new WithoutErrorPage(response) : response);
  }

  /** Writes what is to be said of an error at once, and leaves it in the buffer. */
  private static final class WithoutErrorPage extends HttpServletResponseWrapper {
    private final HttpServletResponse response;

    WithoutErrorPage(HttpServletResponse response) {
      super(response);
      this.response = response;
    }

    @Override
    public void sendError(int status) throws IOException {
      response.resetBuffer();
      ProblemWriter.write(response, Problem.of(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
      sendError(status);
    }
  }
}
