package io.ringdown.app;

import jakarta.ws.rs.core.Response;

/** The problem documents for answers that only the server knows the reason of. */
final class Problems {
  private Problems() {}

  /**
   * Tells the status and nothing else: what the server has to say about it may name a class, a path
   * on its disk, or what was sent.
   */
  static String document(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    return """
        {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}"""
        .formatted(title, status, detail(status));
  }

  private static String detail(int status) {
    return switch (status) {
      case 400 -> "The request is malformed.";
      case 401 -> "Credentials are missing or wrong.";
      case 403 -> "This is not allowed.";
      case 404 -> "Nothing is here.";
      case 405 -> "This path does not know that method.";
      case 406 -> "None of the media types asked for is available.";
      case 413 -> "The body is too large.";
      case 415 -> "The media type is not one that this path reads.";
      case 503 -> "Not available now; try again later.";
      default -> status < 500 ? "The request cannot be answered." : "Something failed on our side.";
    };
  }
}
