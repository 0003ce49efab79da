package io.ringdown.app.gate;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The gate for bodies that do not say what they are: without one type that can be read (415), or
 * with lengths that are none (400) or beyond all bounds (413). The servers take a type with an
 * asterisk for any type, and each has an answer of its own to the others. Stateless, so safe for
 * concurrent use.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.3">RFC 9110, 8.3 and 8.6</a>
 */
@WebFilter(filterName = "body", urlPatterns = "/*", asyncSupported = true)
public class BodyFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
  private static final String TOKEN = "[!#$%&'+.^_`|~0-9A-Za-z-]+";
  private static final Pattern TYPE =
      Pattern.compile(
          (TOKEN + "/" + TOKEN)
              + ("([ \\t]*;[ \\t]*(" + TOKEN + "=(" + TOKEN)
              + "|\"([^\"\\\\]|\\\\.)*\"))?)*[ \\t]*");
  private static final Pattern LENGTH = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 9;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    int status = WITH_BODY.contains(request.getMethod()) ? objection(request) : 0;
    if (status == 0) {
      chain.doFilter(request, response);
    } else {
      ProblemWriter.write(response, Problem.of(status));
    }
  }

  /** The status of the answer, 0 when there is nothing to object. */
  private static int objection(HttpServletRequest request) {
    var types = all(request, "Content-Type");
    if (types.size() > 1 || !types.stream().allMatch(type -> TYPE.matcher(type).matches())) {
      return HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE;
    }
    var lengths = all(request, "Content-Length");
    if (lengths.size() > 1
        || !lengths.stream().allMatch(length -> LENGTH.matcher(length).matches())) {
      return HttpServletResponse.SC_BAD_REQUEST;
    }
    return lengths.stream().anyMatch(length -> length.length() > MOST_DIGITS)
        ? HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE
        : 0;
  }

  private static List<String> all(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
