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
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The gate for queries that are not percent-encoded UTF-8: 400. The servers read something else
 * into them, and a filter that matches nothing, or deletes nothing, would pass in silence.
 * Stateless, so safe for concurrent use.
 */
@WebFilter(filterName = "query", urlPatterns = "/v1/*", asyncSupported = true)
public class QueryFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var query = request.getQueryString();
    if (query == null || isWellFormed(query)) {
      chain.doFilter(request, response);
    } else {
      ProblemWriter.write(response, Problem.of(400, "The query is not well-formed."));
    }
  }

  private static boolean isWellFormed(String query) {
    try {
      var bytes =
          URLDecoder.decode(query, StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.ISO_8859_1);
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return false;
    }
  }
}
