package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecord.AttemptRecord;
import io.ringdown.delivery.CallRecord.DeliveryRecord;
import io.ringdown.rest.Json;
import java.util.Locale;

/** A call as the API writes it; its payload, and with it the bridge token, is not in the record. */
final class CallDocument {
  private CallDocument() {}

  static ObjectNode of(CallRecord call) {
    var from = call.from();
    var callSid = call.callSid();
    var document =
        Json.object()
            .put("message_id", call.messageId().value())
            .put("call_sid", callSid == null ? null : callSid.value())
            .put("account_sid", call.account().value())
            .put("from", from == null ? null : from.value())
            .put("identity", call.identity().value())
            .put("received_at", Json.time(call.receivedAt()))
            .put("expires_at", Json.time(call.deadline()))
            .put("status", word(call.status()));
    var deliveries = document.putArray("deliveries");
    call.deliveries().forEach(delivery -> deliveries.add(of(delivery)));
    return document;
  }

  static ObjectNode of(DeliveryRecord delivery) {
    var acknowledgedAt = delivery.acknowledgedAt();
    var document =
        Json.object()
            .put("sid", delivery.sid().value())
            .put("binding_sid", delivery.binding().value())
            .put("channel", delivery.channel().name())
            .put("status", word(delivery.status()))
            .put("acknowledged_at", acknowledgedAt == null ? null : Json.time(acknowledgedAt));
    var attempts = document.putArray("attempts");
    delivery.attempts().forEach(attempt -> add(attempts, attempt));
    return document;
  }

  private static void add(ArrayNode attempts, AttemptRecord attempt) {
    attempts
        .addObject()
        .put("at", Json.time(attempt.at()))
        .put("outcome", attempt.outcome())
        .put("code", attempt.code())
        .put("twilio_code", attempt.twilioCode())
        .put("detail", attempt.detail())
        .put("duration_ms", attempt.took().toMillis())
        .put("receipt", attempt.receipt());
  }

  /** An enumeration's value in the API's words. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
