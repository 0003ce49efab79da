package io.ringdown.provider.apns;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what APNs says into an outcome. Only a word about this very token makes a binding gone.
 * Stateless and thread-safe.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns">
 *     Apple: handling notification responses from APNs</a>
 * @see <a href="https://www.twilio.com/docs/api/errors">Twilio: errors 52131 to 52148</a>
 */
final class ApnsTranslator {
  /** The token is of the other environment, of another app, or no token at all. */
  static final String BAD_TOKEN = "BadDeviceToken";

  private static final Set<String> GONE = Set.of("Unregistered", "ExpiredToken");
  private static final Set<String> LATER =
      Set.of("IdleTimeout", "InternalServerError", "ServiceUnavailable", "Shutdown");

  /** Something is wrong at Apple's. */
  static final Set<String> TROUBLE =
      Set.of("InternalServerError", "ServiceUnavailable", "Shutdown");

  private static final Set<Integer> CREDENTIAL_ERRORS = Set.of(52131, 52143, 52147, 52148);
  private static final Map<String, Integer> TWILIO =
      Map.ofEntries(
          Map.entry(BAD_TOKEN, 52134),
          Map.entry("MissingDeviceToken", 52133),
          Map.entry("Unregistered", 52141),
          Map.entry("ExpiredToken", 52141),
          Map.entry("DeviceTokenNotForTopic", 52143),
          Map.entry("TopicDisallowed", 52143),
          Map.entry("BadTopic", 52143),
          Map.entry("MissingTopic", 52143),
          Map.entry("InvalidProviderToken", 52131),
          Map.entry("MissingProviderToken", 52131),
          Map.entry("BadCertificate", 52131),
          Map.entry("BadCertificateEnvironment", 52131),
          Map.entry("Forbidden", 52131),
          Map.entry("UnrelatedKeyIdInToken", 52131),
          Map.entry("BadEnvironmentKeyIdInToken", 52131),
          Map.entry("BadEnvironmentKeyInToken", 52131),
          Map.entry("TooManyProviderTokenUpdates", 52147),
          Map.entry("ExpiredProviderToken", 52148));

  /** The key, the team, the app or its topic is not right; a 403 says so even without a word. */
  static final Set<String> DISTRUST =
      Stream.concat(
              TWILIO.entrySet().stream()
                  .filter(entry -> CREDENTIAL_ERRORS.contains(entry.getValue()))
                  .map(Map.Entry::getKey),
              Stream.of("403"))
          .collect(Collectors.toUnmodifiableSet());

  private static final int SERVER_ERRORS = 500;

  private ApnsTranslator() {}

  /**
   * A push that was taken.
   *
   * @param id the {@code apns-id} of the answer; a server that leaves it out took the push all the
   *     same
   */
  static DeliveryOutcome accepted(@Nullable UUID id, @Nullable String correctedEnvironment) {
    return new Accepted(Optional.ofNullable(id).map(UUID::toString), correctedEnvironment);
  }

  /**
   * A push that was not taken.
   *
   * @param reason Apple's word for why; empty when it gave none
   * @param since from when on Apple knows that the token is not valid, if it says
   */
  static DeliveryOutcome rejected(int status, String reason, Optional<Instant> since) {
    var twilio = TWILIO.get(reason);
    if (GONE.contains(reason)) {
      return new BindingGone(since, reason, "the app is not on the device any more", twilio);
    }
    if (reason.equals(BAD_TOKEN)) {
      return new BindingGone(
          Optional.empty(), reason, "no device token of either environment", twilio);
    }
    if (reason.equals("PayloadTooLarge")) {
      return new Refused("payload_too_large", "APNs finds the payload too large");
    }
    if (LATER.contains(reason) || status >= SERVER_ERRORS) {
      return new Deferred(
          Optional.empty(), reason.isEmpty() ? String.valueOf(status) : reason, "APNs is busy");
    }
    return new Refused(
        reason.isEmpty() ? String.valueOf(status) : reason, "APNs answered " + status, twilio);
  }
}
