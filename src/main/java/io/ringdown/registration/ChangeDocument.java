package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.binding.BindingChange;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.rest.Json;
import java.util.Locale;

/** A change of a binding as the API writes it. */
final class ChangeDocument {
  private ChangeDocument() {}

  static ObjectNode of(BindingChange change) {
    var document =
        Json.object()
            .put("event", change.kind().name().toLowerCase(Locale.ROOT))
            .put("at", Json.time(change.at()))
            .put("by", change.by().name())
            .put("identity", change.identity().value());
    if (change.kind() == Kind.MOVED) {
      var former = change.former();
      document
          .put("from", former == null ? null : former.value())
          .put("to", change.identity().value());
    }
    document.set("changed", Json.node(change.fields()));
    return document
        .put("reason", change.reason())
        .put("detail", change.detail())
        .put("twilio_code", change.twilioCode());
  }
}
