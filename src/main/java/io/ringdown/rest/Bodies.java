package io.ringdown.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

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
   *     declared, 400 when its end never came
   */
  public static byte[] read(HttpHeaders headers, InputStream body, int limit) {
    if (headers.getMediaType() == null) {
      throw new ProblemException(
          Problem.of(415, "The request must say Content-Type: application/json."));
    }
    if (headers.getLength() > limit) {
      throw tooLarge(limit);
    }
    var bytes = upTo(limit + 1, body);
    if (bytes.length > limit) {
      throw tooLarge(limit);
    }
    return bytes;
  }

  private static byte[] upTo(int length, InputStream body) {
    try {
      return body.readNBytes(length);
    } catch (IOException e) {
      // who sends it went away, or sends no more
      throw ProblemException.badRequest("The body was cut off.");
    }
  }

  /** A management request's members. */
  public static Fields fields(HttpHeaders headers, InputStream body) {
    return Fields.of(object(headers, body));
  }

  /** A management request's object, for a reader who may have to read it twice. */
  public static ObjectNode object(HttpHeaders headers, InputStream body) {
    try {
      if (Json.read(read(headers, body, MANAGEMENT_LIMIT)) instanceof ObjectNode object) {
        return object;
      }
      throw ProblemException.badRequest("The body must be a JSON object.");
    } catch (InvalidJsonException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Lets a management request pass that has nothing to say: no body, or an object without members.
   */
  public static void requireNone(HttpHeaders headers, InputStream body) throws IOException {
    var rest = new PushbackInputStream(body);
    var first = rest.read();
    if (first < 0) {
      return;
    }
    rest.unread(first);
    var type = headers.getMediaType();
    if (type == null || !MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
      throw new ProblemException(Problem.of(415));
    }
    fields(headers, rest).finish();
  }

  private static ProblemException tooLarge(int limit) {
    return new ProblemException(Problem.of(413, "The body may have at most " + limit + " bytes."));
  }
}
