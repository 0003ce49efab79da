package io.ringdown.provider.fcm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.BearerSender;
import io.ringdown.provider.HttpAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads FCM's answers. It goes by status, error code and field names, never by the texts for
 * humans: those change, and may quote the token. Stateless and thread-safe.
 *
 * @see <a href="https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode">Firebase:
 *     ErrorCode</a>
 */
final class FcmTranslator implements BearerSender.Answers {
  /** The service account, its project, or what that project holds for Apple is not right. */
  static final Set<String> DISTRUST =
      Set.of("SENDER_ID_MISMATCH", "THIRD_PARTY_AUTH_ERROR", "401", "403", "404");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final Pattern RECEIPT = Pattern.compile("[\\x21-\\x7e]{1,512}");
  private static final Duration QUOTA_PAUSE = Duration.ofSeconds(60);

  // Twilio's errors 52102 and 52103, of its own push over FCM
  private static final int TWILIO_INVALID_TOKEN = 52102;
  private static final int TWILIO_UNREGISTERED = 52103;
  private static final int TWILIO_UNREGISTERED_AT_APPLE = 52119;

  @Override
  public boolean isUnauthenticated(HttpAnswer answer) {
    return answer.status() == 401
        && !errorCode(error(answer)).equals(Optional.of("THIRD_PARTY_AUTH_ERROR"));
  }

  @Override
  public DeliveryOutcome outcome(HttpAnswer answer, Instant now) {
    if (answer.succeeded()) {
      String name = json(answer).path("name").asText();
      return new Accepted(Optional.of(name).filter(n -> RECEIPT.matcher(n).matches()));
    }
    JsonNode error = error(answer);
    Optional<String> said = errorCode(error);
    String code = said.orElseGet(() -> String.valueOf(answer.status()));
    return switch (said.orElse("")) {
      case "UNREGISTERED" ->
          new BindingGone(
              Optional.empty(),
              code,
              "the app is gone from the device",
              comesFromApple(error) ? TWILIO_UNREGISTERED_AT_APPLE : TWILIO_UNREGISTERED);
      case "INVALID_ARGUMENT" ->
          blamesToken(error) ? noToken(code) : new Refused(code, "FCM calls the message invalid");
      case "SENDER_ID_MISMATCH" ->
          new Refused(code, "the token belongs to another Firebase project");
      case "THIRD_PARTY_AUTH_ERROR" ->
          new Refused(code, "the Firebase project's own APNs or Web Push credential is bad");
      case "QUOTA_EXCEEDED" -> overQuota(answer, code, now);
      case "UNAVAILABLE" -> new Deferred(answer.retryAfter(now), code, "FCM is overloaded");
      case "INTERNAL" -> new Deferred(answer.retryAfter(now), code, "FCM has an internal error");
      default -> byStatus(answer, error, code, now);
    };
  }

  private static DeliveryOutcome byStatus(
      HttpAnswer answer, JsonNode error, String code, Instant now) {
    int status = answer.status();
    String canonical = word(error.path("status")).map(word -> ": " + word).orElse("");
    if (status >= 500) {
      return new Deferred(answer.retryAfter(now), code, "FCM has trouble" + canonical);
    }
    return switch (status) {
      case 400 ->
          blamesToken(error)
              ? noToken(code)
              : new Refused(code, "FCM calls the request invalid" + canonical);
      case 401 -> new Refused(code, "FCM does not accept the access token" + canonical);
      case 403 -> new Refused(code, "the service account may not send for the project" + canonical);
      case 404 -> new Refused(code, "FCM does not know the project" + canonical);
      case 408 -> new Deferred(answer.retryAfter(now), code, "FCM gave up waiting for the request");
      case 429 -> overQuota(answer, code, now);
      default -> new Refused(code, "FCM answered what it never should" + canonical);
    };
  }

  private static BindingGone noToken(String code) {
    return new BindingGone(
        Optional.empty(), code, "no FCM registration token", TWILIO_INVALID_TOKEN);
  }

  private static Deferred overQuota(HttpAnswer answer, String code, Instant now) {
    return new Deferred(
        answer.retryAfter(now).or(() -> Optional.of(QUOTA_PAUSE)), code, "over FCM's quota");
  }

  /** Whether FCM only hands on what APNs said of an Apple device. */
  private static boolean comesFromApple(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      if (detail.path("@type").asText().endsWith("/google.firebase.fcm.v1.ApnsError")) {
        return true;
      }
    }
    return false;
  }

  private static boolean blamesToken(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      for (JsonNode violation : detail.path("fieldViolations")) {
        if (violation.path("field").asText().equals("message.token")) {
          return true;
        }
      }
    }
    return false;
  }

  /** FCM's own error code; the canonical one of Google's APIs, which says less, is not meant. */
  private static Optional<String> errorCode(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      Optional<String> code = word(detail.path("errorCode"));
      if (code.isPresent()) {
        return code;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> word(JsonNode node) {
    return Optional.of(node.asText()).filter(text -> WORD.matcher(text).matches());
  }

  private static JsonNode error(HttpAnswer answer) {
    return json(answer).path("error");
  }

  private static JsonNode json(HttpAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }
}
