package io.ringdown.provider.apns;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reason that Apple gives, and what follows from it. */
class ApnsTranslatorTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          400, BadDeviceToken, binding_gone, 52134, false
          400, DeviceTokenNotForTopic, refused, 52143, true
          400, TopicDisallowed, refused, 52143, true
          400, BadTopic, refused, 52143, true
          400, MissingTopic, refused, 52143, true
          400, InvalidPushType, refused, , false
          400, BadPath, refused, , false
          400, BadPriority, refused, , false
          400, BadExpirationDate, refused, , false
          400, BadCollapseId, refused, , false
          400, BadMessageId, refused, , false
          400, DuplicateHeaders, refused, , false
          400, MissingDeviceToken, refused, 52133, false
          400, PayloadEmpty, refused, , false
          400, IdleTimeout, deferred, , false
          403, ExpiredProviderToken, refused, 52148, true
          403, InvalidProviderToken, refused, 52131, true
          403, MissingProviderToken, refused, 52131, true
          403, Forbidden, refused, 52131, true
          403, BadCertificate, refused, 52131, true
          403, BadCertificateEnvironment, refused, 52131, true
          403, UnrelatedKeyIdInToken, refused, 52131, true
          403, BadEnvironmentKeyIdInToken, refused, 52131, true
          403, BadEnvironmentKeyInToken, refused, 52131, true
          410, Unregistered, binding_gone, 52141, false
          410, ExpiredToken, binding_gone, 52141, false
          413, PayloadTooLarge, refused, , false
          429, TooManyRequests, refused, , false
          429, TooManyProviderTokenUpdates, refused, 52147, true
          500, InternalServerError, deferred, , false
          503, ServiceUnavailable, deferred, , false
          503, Shutdown, deferred, , false
          502, '', deferred, , false
          404, '', refused, , false
          403, '', refused, , true
          """)
  void everyReasonHasItsFollowUp(
      int status, String reason, String outcome, @Nullable Integer twilio, boolean alarm) {
    var translated = ApnsTranslator.rejected(status, reason, Optional.empty());

    assertThat(translated.name()).isEqualTo(outcome);
    if (translated instanceof Refused refused) {
      assertThat(refused.twilioCode()).isEqualTo(twilio);
      assertThat(ApnsTranslator.DISTRUST.contains(refused.code())).isEqualTo(alarm);
    } else if (translated instanceof BindingGone gone) {
      assertThat(gone.twilioCode()).isEqualTo(twilio);
    } else {
      assertThat(twilio).isNull();
    }
  }
}
