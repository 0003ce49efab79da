package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.PushCredential;
import io.ringdown.rest.Json;
import jakarta.ws.rs.core.EntityTag;
import java.util.Map;

/** A credential as the API writes it, without its secrets. */
final class CredentialDocument {
  private CredentialDocument() {}

  /**
   * @param made what was made for it, shown this once
   */
  static ObjectNode of(PushCredential credential, Map<String, Object> made) {
    var document = of(credential);
    made.forEach((name, value) -> document.set(name, Json.node(value)));
    return document;
  }

  /** What tells this state of the credential from all others. */
  static EntityTag tag(PushCredential credential) {
    return new EntityTag(Long.toString(credential.version()));
  }

  static ObjectNode of(PushCredential credential) {
    var document =
        Json.object()
            .put("sid", credential.sid().value())
            .put("account_sid", credential.account().value())
            .put("friendly_name", credential.friendlyName())
            .put("type", credential.type().name());
    credential.content().shown().forEach((name, value) -> document.set(name, Json.node(value)));
    return document
        .put("date_created", Json.time(credential.created()))
        .put("date_updated", Json.time(credential.updated()));
  }
}
