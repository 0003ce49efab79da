package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.CredentialFailure;
import io.ringdown.account.PushCredential;
import io.ringdown.rest.Json;
import jakarta.ws.rs.core.EntityTag;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A credential as the API writes it, without its secrets. */
final class CredentialDocument {
  private CredentialDocument() {}

  /**
   * One that was just given.
   *
   * @param made what was made for it, shown this once
   */
  static ObjectNode of(PushCredential credential, Map<String, Object> made) {
    var document = of(credential, (CredentialFailure) null);
    made.forEach((name, value) -> document.set(name, Json.node(value)));
    return document;
  }

  /** What tells this state of the credential from all others. */
  static EntityTag tag(PushCredential credential) {
    return new EntityTag(Long.toString(credential.version()));
  }

  /**
   * @param failure why its provider does not take it, if that is so
   */
  static ObjectNode of(PushCredential credential, @Nullable CredentialFailure failure) {
    var document =
        Json.object()
            .put("sid", credential.sid().value())
            .put("account_sid", credential.account().value())
            .put("friendly_name", credential.friendlyName())
            .put("type", credential.type().name());
    credential.content().shown().forEach((name, value) -> document.set(name, Json.node(value)));
    return document
        .put("status", failure == null ? "ok" : "failing")
        .put("reason", failure == null ? null : failure.reason())
        .put("since", failure == null ? null : Json.time(failure.since()))
        .put("date_created", Json.time(credential.created()))
        .put("date_updated", Json.time(credential.updated()));
  }
}
