package io.ringdown.app.page;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The error page for everything that no resource of ours answered: it writes a problem document in
 * the server's place, so that an answer never shows the server's own page. Stateless, so safe for
 * concurrent use.
 *
 * <p>It is the {@code error-page} of {@code web.xml}, and stands for all paths that are nobody's,
 * in place of the server's own servlet for files. Asked for by its own name it is an unknown path
 * like any other.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@WebServlet(
    name = "problem",
    urlPatterns = {"/problem", "/"},
    loadOnStartup = 1)
public class ProblemServlet extends HttpServlet {
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = statusOf(request);
    ProblemWriter.write(response, Problem.of(status));
  }

  private static int statusOf(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
        ? status
        : HttpServletResponse.SC_NOT_FOUND;
  }
}
