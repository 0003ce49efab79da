package io.ringdown.app.page;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The front page at the context root, and at {@code /docs/} the page to try the API. Every link is
 * relative, so that they work under any context path and behind any proxy. Thread-safe.
 */
@WebServlet(
    name = "pages",
    urlPatterns = {"", "/docs/*"})
public class PagesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Set<String> READ = Set.of("GET", "HEAD");

  private final transient Map<String, String> tags = new ConcurrentHashMap<>();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!READ.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (!request.getServletPath().equals("/docs")) {
      // The root's own mapping, whose path is empty by the specification and "/" on WildFly.
      show(Page.FRONT, request, response);
    } else if (request.getPathInfo() == null) {
      response.setStatus(HttpServletResponse.SC_MOVED_TEMPORARILY);
      response.setHeader("Location", "docs/");
    } else {
      Optional<Page> page = Page.ofDocs(request.getPathInfo());
      if (page.isPresent()) {
        show(page.get(), request, response);
      } else {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    }
  }

  private void show(Page page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String tag = tag(page);
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Content-Security-Policy", page.policy());
    if (tag.equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(page.mediaType());
    try (InputStream content = open(page)) {
      content.transferTo(response.getOutputStream());
    }
  }

  private String tag(Page page) throws IOException {
    String known = tags.get(page.file());
    if (known != null) {
      return known;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream content = new DigestInputStream(open(page), digest)) {
        content.transferTo(OutputStream.nullOutputStream());
      }
      String made = "\"" + HexFormat.of().formatHex(digest.digest(), 0, 16) + "\"";
      tags.put(page.file(), made);
      return made;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private InputStream open(Page page) throws IOException {
    InputStream content = getServletContext().getResourceAsStream("/WEB-INF/pages/" + page.file());
    if (content == null) {
      throw new IOException("the application was packaged without " + page.file());
    }
    return content;
  }
}
