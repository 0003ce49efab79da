package io.ringdown.app.page;

import java.util.Map;
import java.util.Optional;

/**
 * A file that is shown to people's browsers.
 *
 * @param file its name in {@code WEB-INF/pages}
 * @param mediaType of its content
 * @param policy what a browser may do for it (Content-Security-Policy)
 * @see <a href="https://www.w3.org/TR/CSP3/">Content Security Policy Level 3</a>
 */
record Page(String file, String mediaType, String policy) {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
  private static final String LOOKS =
      NOTHING + "; base-uri 'none'; form-action 'none'; img-src 'self' data:; style-src 'self'";

  /** The page of the API draws its pictures from its style sheet and calls what it describes. */
  private static final String TRIES = LOOKS + "; script-src 'self'; connect-src 'self'";

  private static final Map<String, Page> DOCS =
      Map.of(
          "/", new Page("docs.html", HTML, TRIES),
          "/docs.js", new Page("docs.js", SCRIPT, NOTHING),
          "/page.css", new Page("page.css", STYLE, NOTHING),
          "/icon.svg", new Page("icon.svg", "image/svg+xml", NOTHING),
          "/swagger-ui.css", new Page("swagger-ui.css", STYLE, NOTHING),
          "/swagger-ui-bundle.js", new Page("swagger-ui-bundle.js", SCRIPT, NOTHING),
          "/swagger-ui-bundle.js.LICENSE.txt",
              new Page("swagger-ui-bundle.js.LICENSE.txt", TEXT, NOTHING));

  /** The page at the context root. */
  static final Page FRONT = new Page("index.html", HTML, LOOKS);

  /** The page at this path below {@code /docs}. */
  static Optional<Page> ofDocs(String path) {
    return Optional.ofNullable(DOCS.get(path));
  }
}
