package io.ringdown.provider.fcm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a fake server says; status 0 cuts the line instead. */
public record FakeAnswer(int status, String body, Map<String, String> headers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPES = "type.googleapis.com/";

  /** No answer: the connection is closed. */
  public static final FakeAnswer CUT = of(0, "");

  public static FakeAnswer of(int status, String body) {
    return new FakeAnswer(status, body, Map.of());
  }

  /** An error as FCM gives it; its text quotes what it should not, as Google's may. */
  public static FakeAnswer fcmError(int status, String canonical, String errorCode) {
    ObjectNode error = error(status, canonical);
    ObjectNode detail = error.withArray("details").addObject();
    detail.put("@type", TYPES + "google.firebase.fcm.v1.FcmError");
    detail.put("errorCode", errorCode);
    return of(status, JSON.createObjectNode().set("error", error).toString());
  }

  /** An error as Google's API front gives it, without a word of FCM's own. */
  public static FakeAnswer apiError(int status, String canonical) {
    return of(status, JSON.createObjectNode().set("error", error(status, canonical)).toString());
  }

  /** {@code INVALID_ARGUMENT} with the field at fault. */
  public static FakeAnswer violation(boolean sayFcmError, String field) {
    ObjectNode error = error(400, "INVALID_ARGUMENT");
    ArrayNode details = error.withArray("details");
    if (sayFcmError) {
      details
          .addObject()
          .put("@type", TYPES + "google.firebase.fcm.v1.FcmError")
          .put("errorCode", "INVALID_ARGUMENT");
    }
    details
        .addObject()
        .put("@type", TYPES + "google.rpc.BadRequest")
        .putArray("fieldViolations")
        .addObject()
        .put("field", field)
        .put("description", "Invalid value at '" + field + "'");
    return of(400, JSON.createObjectNode().set("error", error).toString());
  }

  public FakeAnswer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new FakeAnswer(status, body, more);
  }

  private static ObjectNode error(int status, String canonical) {
    return JSON.createObjectNode()
        .put("code", status)
        .put("message", "UNREGISTERED UNAVAILABLE message.token: a text for humans only")
        .put("status", canonical);
  }
}
