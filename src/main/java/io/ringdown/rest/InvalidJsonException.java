package io.ringdown.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/** Says why a body is not JSON, and where, without quoting it. */
public final class InvalidJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong; must not quote the body
   */
  public InvalidJsonException(String message) {
    super(message);
  }

  /** The parser's complaint without its quotations. */
  public static InvalidJsonException of(JsonProcessingException cause) {
    var place = cause.getLocation();
    var where =
        place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    var message = String.valueOf(cause.getOriginalMessage());
    if (message.startsWith("Duplicate field")) {
      return new InvalidJsonException("The body has the same member twice" + where + ".");
    }
    if (cause instanceof StreamConstraintsException) {
      return new InvalidJsonException(
          "The body is nested deeper than " + Json.MAX_DEPTH + " levels or has a number too long.");
    }
    return new InvalidJsonException("The body is not well-formed JSON" + where + ".");
  }
}
