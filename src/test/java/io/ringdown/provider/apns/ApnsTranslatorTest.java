package io.ringdown.provider.apns;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reason that Apple gives, and what follows from it. */
class ApnsTranslatorTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          400, BadDeviceToken, binding_gone, 52134
          400, DeviceTokenNotForTopic, refused, 52143
          400, TopicDisallowed, refused, 52143
          400, BadTopic, refused, 52143
          400, MissingTopic, refused, 52143
          400, InvalidPushType, refused,
          400, BadPath, refused,
          400, BadPriority, refused,
          400, BadExpirationDate, refused,
          400, BadCollapseId, refused,
          400, BadMessageId, refused,
          400, DuplicateHeaders, refused,
          400, MissingDeviceToken, refused,
          400, PayloadEmpty, refused,
          400, IdleTimeout, deferred,
          403, ExpiredProviderToken, refused, 52148
          403, InvalidProviderToken, refused, 52131
          403, MissingProviderToken, refused, 52131
          403, Forbidden, refused, 52131
          403, BadCertificate, refused, 52131
          403, BadCertificateEnvironment, refused, 52131
          403, UnrelatedKeyIdInToken, refused, 52131
          403, BadEnvironmentKeyIdInToken, refused, 52131
          403, BadEnvironmentKeyInToken, refused, 52131
          410, Unregistered, binding_gone, 52141
          410, ExpiredToken, binding_gone, 52141
          413, PayloadTooLarge, refused,
          429, TooManyRequests, refused,
          429, TooManyProviderTokenUpdates, refused, 52147
          500, InternalServerError, deferred,
          503, ServiceUnavailable, deferred,
          503, Shutdown, deferred,
          502, '', deferred,
          404, '', refused,
          """)
  void everyReasonHasItsFollowUp(int status, String reason, String outcome, Integer twilio) {
    var translated = ApnsTranslator.rejected(status, reason, Optional.empty());

    assertThat(translated.name()).isEqualTo(outcome);
    if (translated instanceof Refused refused) {
      assertThat(refused.twilioCode()).isEqualTo(twilio);
    } else if (translated instanceof BindingGone gone) {
      assertThat(gone.twilioCode()).isEqualTo(twilio);
    } else {
      assertThat(twilio).isNull();
    }
  }
}
