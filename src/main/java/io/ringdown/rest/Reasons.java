package io.ringdown.rest;

import jakarta.ws.rs.core.Response.Status;

/**
 * The standard phrases of HTTP's status codes, including those that Jakarta REST has no name for.
 */
final class Reasons {
  private Reasons() {}

  static String phrase(int status) {
    if (status == 422) {
      return "Unprocessable Content";
    }
    var known = Status.fromStatusCode(status);
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
