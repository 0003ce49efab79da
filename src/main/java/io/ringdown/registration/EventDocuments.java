package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.event.Event;
import io.ringdown.rest.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an event is told as: the document of what it is about, as it is now. An address is left out,
 * as somebody may be looking over a shoulder. Thread-safe.
 */
public final class EventDocuments implements Function<Event, Optional<String>> {
  private final CallRecords calls;
  private final BindingStore bindings;
  private final CredentialStore credentials;
  private final CredentialFailureStore failures;

  public EventDocuments(
      CallRecords calls,
      BindingStore bindings,
      CredentialStore credentials,
      CredentialFailureStore failures) {
    this.calls = calls;
    this.bindings = bindings;
    this.credentials = credentials;
    this.failures = failures;
  }

  @Override
  public Optional<String> apply(Event event) {
    Optional<ObjectNode> document =
        switch (event.kind()) {
          case Event.CALL -> call(event).map(CallDocument::of);
          case Event.DELIVERY -> call(event).flatMap(call -> delivery(call, event.detail()));
          case Event.BINDING -> Optional.of(binding(event));
          case Event.CREDENTIAL -> Optional.of(credential(event));
          default -> Optional.empty();
        };
    return document.map(node -> new String(Json.bytes(node), StandardCharsets.UTF_8));
  }

  private Optional<CallRecord> call(Event event) {
    return calls.find(event.account(), new MessageId(event.subject()));
  }

  private static Optional<ObjectNode> delivery(CallRecord call, String sid) {
    return call.deliveries().stream()
        .filter(delivery -> delivery.sid().value().equals(sid))
        .findFirst()
        .map(
            delivery -> {
              var document = Json.object().put("message_id", call.messageId().value());
              document.put("account_sid", call.account().value());
              document.put("identity", call.identity().value());
              document.setAll(CallDocument.of(delivery));
              return document;
            });
  }

  private ObjectNode binding(Event event) {
    var document =
        bindings
            .find(event.account(), new BindingSid(event.subject()))
            .map(BindingDocument::of)
            .orElseGet(
                () ->
                    Json.object()
                        .put("sid", event.subject())
                        .put("account_sid", event.account().value())
                        .put("status", "deleted"));
    document.remove("address");
    document.remove("keys");
    return document.put("event", event.detail());
  }

  private ObjectNode credential(Event event) {
    var sid = new CredentialSid(event.subject());
    var document =
        Json.object().put("sid", sid.value()).put("account_sid", event.account().value());
    var credential = credentials.find(event.account(), sid);
    if (credential.isEmpty()) {
      return document.put("status", "deleted").put("event", event.detail());
    }
    var failure = failures.of(event.account()).get(sid);
    return document
        .put("friendly_name", credential.get().friendlyName())
        .put("type", credential.get().type().name())
        .put("status", failure == null ? "ok" : "failing")
        .put("reason", failure == null ? null : failure.reason())
        .put("since", failure == null ? null : Json.time(failure.since()))
        .put("event", event.detail());
  }
}
