package io.ringdown.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;

/** Reads request bodies: never more than allowed, never of an undeclared type. */
public final class Bodies {
  /** What a webhook may have, in bytes. */
  public static final int WEBHOOK_LIMIT = 64 * 1024;

  /** What a management request may have, in bytes. */
  public static final int MANAGEMENT_LIMIT = 1024 * 1024;

  private Bodies() {}

  /**
   * The whole body.
   *
   * @throws ProblemException 413 when it is longer than {@code limit}, 415 when no type was
   *     declared
   */
  public static byte[] read(HttpHeaders headers, InputStream body, int limit) throws IOException {
    if (headers.getMediaType() == null) {
      throw new ProblemException(
          Problem.of(415, "The request must say Content-Type: application/json."));
    }
    if (headers.getLength() > limit) {
      throw tooLarge(limit);
    }
    var bytes = body.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw tooLarge(limit);
    }
    return bytes;
  }

  /** A management request's members. */
  public static Fields fields(HttpHeaders headers, InputStream body) throws IOException {
    return Fields.of(object(headers, body));
  }

  /** A management request's object, for a reader who may have to read it twice. */
  public static JsonNode object(HttpHeaders headers, InputStream body) throws IOException {
    try {
      var node = Json.read(read(headers, body, MANAGEMENT_LIMIT));
      if (!node.isObject()) {
        throw ProblemException.badRequest("The body must be a JSON object.");
      }
      return node;
    } catch (InvalidJsonException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException tooLarge(int limit) {
    return new ProblemException(Problem.of(413, "The body may have at most " + limit + " bytes."));
  }
}
