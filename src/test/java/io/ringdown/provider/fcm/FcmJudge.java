package io.ringdown.provider.fcm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges requests to send as Google does: unknown fields, data that is no text, reserved keys,
 * size, time to live, priority.
 *
 * @see <a href="https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages">Firebase:
 *     REST resource projects.messages</a>
 */
final class FcmJudge {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private static final Set<String> REQUEST = Set.of("message", "validate_only", "validateOnly");
  private static final Set<String> MESSAGE =
      Set.of(
          "name",
          "token",
          "topic",
          "condition",
          "data",
          "notification",
          "android",
          "apns",
          "webpush",
          "fcm_options",
          "fcmOptions");
  private static final Set<String> ANDROID =
      Set.of(
          "collapse_key",
          "collapseKey",
          "priority",
          "ttl",
          "restricted_package_name",
          "data",
          "notification",
          "fcm_options",
          "direct_boot_ok");
  private static final Set<String> PRIORITIES = Set.of("high", "normal", "HIGH", "NORMAL");
  private static final Pattern RESERVED =
      Pattern.compile("from|message_type|gcm.*|google.*", Pattern.DOTALL);
  private static final Pattern TTL = Pattern.compile("([0-9]{1,7})(\\.[0-9]{1,9})?s");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_:.-]{8,4096}");
  private static final long MAX_TTL = 2_419_200;

  private FcmJudge() {}

  /** A verdict: what arrives at the device, or else the answer that says why not. */
  record Verdict(Optional<FcmArrival> arrival, Optional<FakeAnswer> objection) {
    static Verdict against(FakeAnswer objection) {
      return new Verdict(Optional.empty(), Optional.of(objection));
    }
  }

  static Verdict judge(byte[] body, Set<String> known, String receipt) {
    JsonNode request;
    try {
      request =
          JSON.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (IOException e) {
      return Verdict.against(FakeAnswer.apiError(400, "INVALID_ARGUMENT"));
    }
    JsonNode message = request.path("message");
    JsonNode android = message.path("android");
    Optional<FakeAnswer> objection =
        unknown(request, REQUEST, "")
            .or(() -> unknown(message, MESSAGE, "message"))
            .or(() -> unknown(android, ANDROID, "message.android"))
            .or(() -> badData(message.path("data")))
            .or(() -> badAndroid(android))
            .or(() -> badToken(message.path("token"), known));
    if (objection.isPresent()) {
      return Verdict.against(objection.get());
    }
    Map<String, String> data = new LinkedHashMap<>();
    message.path("data").properties().forEach(e -> data.put(e.getKey(), e.getValue().asText()));
    return new Verdict(
        Optional.of(
            new FcmArrival(
                receipt,
                message.path("token").asText(),
                data,
                android.path("priority").asText("normal"),
                Duration.parse("PT" + android.path("ttl").asText(MAX_TTL + "s")),
                message.has("notification"),
                request.path("validate_only").asBoolean())),
        Optional.empty());
  }

  private static Optional<FakeAnswer> unknown(JsonNode node, Set<String> known, String where) {
    boolean fine = node.isMissingNode() ? !where.equals("message") : node.isObject();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      fine &= known.contains(member.getKey());
    }
    return fine ? Optional.empty() : Optional.of(FakeAnswer.violation(false, where));
  }

  private static Optional<FakeAnswer> badData(JsonNode data) {
    int size = 0;
    int index = 0;
    for (Map.Entry<String, JsonNode> entry : data.properties()) {
      if (!entry.getValue().isTextual()) {
        return Optional.of(FakeAnswer.violation(false, "message.data[" + index + "].value"));
      }
      if (RESERVED.matcher(entry.getKey()).matches()) {
        return Optional.of(FakeAnswer.violation(true, "message.data"));
      }
      size += bytes(entry.getKey()) + bytes(entry.getValue().asText());
      index++;
    }
    return size > 4096 ? Optional.of(FakeAnswer.violation(true, "message")) : Optional.empty();
  }

  private static Optional<FakeAnswer> badAndroid(JsonNode android) {
    JsonNode priority = android.path("priority");
    if (!priority.isMissingNode() && !PRIORITIES.contains(priority.asText())) {
      return Optional.of(FakeAnswer.violation(false, "message.android.priority"));
    }
    JsonNode ttl = android.path("ttl");
    if (ttl.isMissingNode()) {
      return Optional.empty();
    }
    boolean fine =
        TTL.matcher(ttl.asText()).matches()
            && Duration.parse("PT" + ttl.asText()).toSeconds() <= MAX_TTL;
    return fine
        ? Optional.empty()
        : Optional.of(FakeAnswer.violation(false, "message.android.ttl"));
  }

  private static Optional<FakeAnswer> badToken(JsonNode token, Set<String> known) {
    if (!TOKEN.matcher(token.asText()).matches()) {
      return Optional.of(FakeAnswer.violation(true, "message.token"));
    }
    return known.contains(token.asText())
        ? Optional.empty()
        : Optional.of(FakeAnswer.fcmError(404, "NOT_FOUND", "UNREGISTERED"));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
