package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.rest.Json;
import org.jspecify.annotations.Nullable;

/** What asking a provider about an address led to, as the API writes it. */
final class ProbeDocument {
  private ProbeDocument() {}

  /** Alive, dead, or unknown because of a trouble that says nothing about the address. */
  static ObjectNode of(DeliveryOutcome outcome) {
    if (outcome instanceof Accepted) {
      return Json.object().put("alive", true);
    }
    if (outcome instanceof BindingGone gone) {
      return because(
          Json.object().put("alive", false), gone.code(), gone.detail(), gone.twilioCode());
    }
    var unknown = Json.object().putNull("alive");
    if (outcome instanceof Refused refused) {
      return because(unknown, refused.code(), refused.detail(), refused.twilioCode());
    }
    return outcome instanceof Deferred deferred
        ? because(unknown, deferred.code(), deferred.detail(), null)
        : because(unknown, outcome.name(), "the provider did not answer in time", null);
  }

  private static ObjectNode because(
      ObjectNode document, String reason, String detail, @Nullable Integer twilioCode) {
    return document.put("reason", reason).put("detail", detail).put("twilio_code", twilioCode);
  }
}
