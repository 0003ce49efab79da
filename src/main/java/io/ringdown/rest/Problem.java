package io.ringdown.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An error as every client of ours gets it. Texts never quote a secret, a token or an address.
 *
 * @param type a URI reference that names the kind, {@code about:blank} where the status says it all
 * @param status the HTTP status, 400 to 599
 * @param errors the members of the request that are wrong; empty where it is not about members
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(
    String type, String title, int status, String detail, List<FieldError> errors) {
  /** The media type of a problem document. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  /** A problem of which only the status is known. */
  public static Problem of(int status) {
    return of(status, Reasons.detail(status));
  }

  /** A problem that its status explains. */
  public static Problem of(int status, String detail) {
    return new Problem("about:blank", Reasons.phrase(status), status, detail, List.of());
  }

  /** A problem of members of the request. */
  public static Problem of(int status, String detail, List<FieldError> errors) {
    return new Problem("about:blank", Reasons.phrase(status), status, detail, errors);
  }

  /** The document's JSON in UTF-8. */
  public byte[] json() {
    return Json.bytes(node());
  }

  /** The document as JSON, to be put into another one. */
  public ObjectNode node() {
    var document = Json.object();
    document.put("type", type).put("title", title).put("status", status).put("detail", detail);
    if (!errors.isEmpty()) {
      var array = document.putArray("errors");
      errors.forEach(e -> array.addObject().put("pointer", e.pointer()).put("detail", e.detail()));
    }
    return document;
  }

  /**
   * One wrong member.
   *
   * @param pointer where it is, as a JSON pointer (RFC 6901)
   * @param detail what is wrong with it
   */
  public record FieldError(String pointer, String detail) {}
}
