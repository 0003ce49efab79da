package io.ringdown.rest;

import jakarta.ws.rs.core.Response.Status;

/** What we say of an answer whose status is all that is known of it. */
final class Reasons {
  private Reasons() {}

  /** HTTP's standard phrase, also of those codes that Jakarta REST has no name for. */
  static String phrase(int status) {
    return switch (status) {
      case 422 -> "Unprocessable Content";
      case 426 -> "Upgrade Required";
      default -> {
        var known = Status.fromStatusCode(status);
        yield known == null ? "Error" : known.getReasonPhrase();
      }
    };
  }

  /** What it means here, with nothing of what was sent and nothing of what happened inside. */
  static String detail(int status) {
    return switch (status) {
      case 400 -> "The request cannot be understood.";
      case 401 -> "The request needs a bearer token that is valid.";
      case 403 -> "The caller may not do this.";
      case 404 -> "There is nothing at this path.";
      case 405 -> "This path does not take this method.";
      case 406 -> "There is no answer of a type that the request accepts.";
      case 409 -> "The request contradicts what is there, or a limit of the account.";
      case 412 -> "It is not what the request expects it to be.";
      case 413 -> "The body is too large.";
      case 415 -> "This path does not take a body of this type.";
      case 429 -> "There were too many requests like this one; the next may come later.";
      case 426 -> "This path takes WebSocket handshakes only.";
      case 503 -> "The request cannot be served now.";
      default ->
          status < 500
              ? "The request cannot be served."
              : "The request failed for a reason of ours.";
    };
  }
}
