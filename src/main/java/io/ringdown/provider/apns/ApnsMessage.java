package io.ringdown.provider.apns;

import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallerId;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.PayloadFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a push: what APNs and the Voice SDK on the device want to see of a call. Stateless
 * and thread-safe.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns">
 *     Apple: sending notification requests to APNs</a>
 */
enum ApnsMessage {
  /** For PushKit: wakes the app, which must report a call at once or is ended by iOS. */
  VOIP(5120, PushType.VOIP) {
    @Override
    Optional<Refused> objection(Map<String, String> fields) {
      if (!"twilio.voice.call".equals(fields.get("twi_message_type"))) {
        return incomplete("twi_message_type is not twilio.voice.call");
      }
      return NEEDED.stream()
          .filter(name -> fields.getOrDefault(name, "").isEmpty())
          .findFirst()
          .flatMap(name -> incomplete(name + " is missing"));
    }

    @Override
    String aps(ApnsAccess access, CallNotification call) {
      return "{}";
    }

    @Override
    String topic(String bundleId) {
      return bundleId + ".voip";
    }

    @Override
    Instant expiration(CallNotification call) {
      // Apple's rule for calls: now or never
      return Instant.EPOCH;
    }

    @Override
    @Nullable String collapseId(CallNotification call) {
      return null;
    }
  },

  /** For the notification centre: shows and sounds, and owes CallKit nothing. */
  ALERT(4096, PushType.ALERT) {
    @Override
    Optional<Refused> objection(Map<String, String> fields) {
      return Optional.empty();
    }

    @Override
    String aps(ApnsAccess access, CallNotification call) {
      var from = call.from();
      var caller = from == null ? "" : withoutScheme(from);
      var callee = call.identity().value();
      var alert =
          "\"title\":" + quoted(filled(access.alertText("title", "{from}"), caller, callee));
      var body = access.alertText("body", "");
      if (!body.isEmpty()) {
        alert += ",\"body\":" + quoted(filled(body, caller, callee));
      }
      return "{\"alert\":{"
          + alert
          + "},\"mutable-content\":1,\"sound\":"
          + quoted(access.alertText("sound", "default"))
          + "}";
    }

    @Override
    String topic(String bundleId) {
      return bundleId;
    }

    @Override
    Instant expiration(CallNotification call) {
      return call.deadline();
    }

    @Override
    @Nullable String collapseId(CallNotification call) {
      var sid = call.callSid();
      return sid == null
              || sid.value().getBytes(StandardCharsets.UTF_8).length > LONGEST_COLLAPSE_ID
          ? null
          : sid.value();
    }
  };

  private static final List<String> NEEDED =
      List.of("twi_call_sid", "twi_bridge_token", "twi_from", "twi_to");
  private static final int LONGEST_COLLAPSE_ID = 64;
  private static final Pattern PLACE = Pattern.compile("\\{from}|\\{to}");

  private final int maxSize;
  private final PushType type;

  ApnsMessage(int maxSize, PushType type) {
    this.maxSize = maxSize;
    this.type = type;
  }

  /** Why the payload must not go to a device this way; nothing when it may. */
  Optional<Refused> refusal(PayloadFields fields) {
    if (fields.texts().containsKey("aps")) {
      return incomplete("the body brings its own aps");
    }
    return objection(fields.texts());
  }

  /** What else this shape refuses. */
  abstract Optional<Refused> objection(Map<String, String> fields);

  /** The JSON of {@code aps}. */
  abstract String aps(ApnsAccess access, CallNotification call);

  abstract String topic(String bundleId);

  abstract Instant expiration(CallNotification call);

  abstract @Nullable String collapseId(CallNotification call);

  /** The whole payload: every key of the body as it is written there, behind {@code aps}. */
  String payload(ApnsAccess access, CallNotification call) {
    var body = new String(call.payload().bytes(), StandardCharsets.UTF_8);
    var rest = body.substring(body.indexOf('{') + 1);
    var separator = rest.stripLeading().startsWith("}") ? "" : ",";
    return "{\"aps\":" + aps(access, call) + separator + rest.stripTrailing();
  }

  /** Why a payload of this text is too large; nothing when it is not. */
  Optional<Refused> tooLarge(String payload) {
    var size = payload.getBytes(StandardCharsets.UTF_8).length;
    return size > maxSize
        ? Optional.of(
            new Refused("payload_too_large", size + " bytes; APNs allows " + maxSize, null))
        : Optional.empty();
  }

  /**
   * What Pushy sends.
   *
   * @param isLate whether the call's deadline has passed
   */
  SimpleApnsPushNotification notification(
      String token,
      String bundleId,
      String payload,
      CallNotification call,
      BooleanSupplier isLate) {
    return new TimelyPush(
        token, topic(bundleId), payload, expiration(call), type, collapseId(call), isLate);
  }

  private static Optional<Refused> incomplete(String why) {
    return Optional.of(new Refused("payload_incomplete", why));
  }

  private static String withoutScheme(CallerId from) {
    var text = from.value();
    return text.startsWith("client:") ? text.substring("client:".length()) : text;
  }

  private static String filled(String template, String from, String to) {
    // in one pass, so that a caller named {to} stays that
    return PLACE
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(match.group().equals("{from}") ? from : to));
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
