package io.ringdown.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers a servlet request with a problem document. */
public final class ProblemWriter {
  private ProblemWriter() {}

  /** Writes the whole answer; headers that it carries beside the document are set before. */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    var document = problem.json();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
