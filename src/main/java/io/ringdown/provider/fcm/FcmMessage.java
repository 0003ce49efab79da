package io.ringdown.provider.fcm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringdown.binding.Address;
import io.ringdown.provider.PayloadFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;

/**
 * What we send to FCM: a data message of high priority without a notification part, since only then
 * the app itself is woken. Stateless and thread-safe.
 *
 * @see <a href="https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages">Firebase:
 *     REST resource projects.messages</a>
 */
final class FcmMessage {
  /** The most bytes that keys and values may have together. */
  static final int MAX_SIZE = 4096;

  private static final JsonFactory JSON = new JsonFactory();

  private FcmMessage() {}

  /**
   * The body of a request to send.
   *
   * @param timeLeft how long it may ring from now on; whole seconds count, rounded down, so that
   *     nobody rings late
   */
  static byte[] body(Address token, PayloadFields fields, Duration timeLeft) {
    return body(token, fields.texts(), timeLeft, false);
  }

  /** The body of a request that only asks whether the token is alive: no device gets it. */
  static byte[] probe(Address token) {
    return body(token, Map.of(), Duration.ZERO, true);
  }

  private static byte[] body(
      Address token, Map<String, String> fields, Duration timeLeft, boolean validateOnly) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(MAX_SIZE);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      if (validateOnly) {
        json.writeBooleanField("validate_only", true);
      }
      json.writeObjectFieldStart("message");
      json.writeStringField("token", token.value());
      json.writeObjectFieldStart("data");
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
      json.writeObjectFieldStart("android");
      json.writeStringField("priority", "high");
      json.writeStringField("ttl", Math.max(0, timeLeft.toSeconds()) + "s");
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return body.toByteArray();
  }
}
