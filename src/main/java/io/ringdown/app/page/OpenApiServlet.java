package io.ringdown.app.page;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of this service in OpenAPI 3.1, at {@code /openapi}. There is one document,
 * {@code WEB-INF/openapi.json}: JSON is YAML too, so those who ask for YAML get the same bytes
 * under that name. Stateless, so safe for concurrent use.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1">OpenAPI 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9512">RFC 9512, application/yaml</a>
 */
@WebServlet(name = "openapi", urlPatterns = "/openapi")
public class OpenApiServlet extends HttpServlet {
  private static final String DOCUMENT = "/WEB-INF/openapi.json";
  private static final Set<String> READ = Set.of("GET", "HEAD");

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!READ.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
      return;
    }
    try (InputStream document = getServletContext().getResourceAsStream(DOCUMENT)) {
      if (document == null) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
      response.setContentType(
          wantsYaml(request.getParameter("format"), request.getHeader("Accept"))
              ? "application/yaml"
              : "application/json");
      response.setHeader("Vary", "Accept");
      response.setHeader("Cache-Control", "no-cache");
      document.transferTo(response.getOutputStream());
    }
  }

  /** Whether YAML is asked for; {@code format} wins over {@code Accept}, as with MicroProfile's. */
  static boolean wantsYaml(@Nullable String format, @Nullable String accept) {
    if (format != null) {
      return format.equalsIgnoreCase("yaml");
    }
    if (accept == null) {
      return false;
    }
    String types = accept.toLowerCase(Locale.ROOT);
    return types.contains("yaml") && !types.contains("json");
  }
}
