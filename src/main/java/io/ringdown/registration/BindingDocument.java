package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.binding.Binding;
import io.ringdown.rest.Json;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A binding as the API writes it. */
public final class BindingDocument {
  private BindingDocument() {}

  /** The whole representation. */
  public static ObjectNode of(Binding binding) {
    var target = binding.target();
    var document =
        Json.object()
            .put("sid", binding.sid().value())
            .put("account_sid", binding.account().value())
            .put("identity", binding.identity().value())
            .put("channel", target.channel().name())
            .put("address", target.address() == null ? null : target.address().value())
            .put("credential", text(target.credential()))
            .put("device_id", text(binding.deviceId()))
            .put("environment", target.environment());
    // In one order everywhere: the entity tag is of the bytes.
    document.set("keys", Json.node(new TreeMap<>(target.keys())));
    document.set("tags", Json.node(binding.tags()));
    document
        .put("status", binding.status().name().toLowerCase(Locale.ROOT))
        .put("invalid_reason", binding.invalidReason())
        .put("expires_at", Json.time(binding.expiresAt()))
        .put("date_created", Json.time(binding.created()))
        .put("date_updated", Json.time(binding.updated()));
    var last = binding.lastDelivery();
    if (last == null) {
      document.putNull("last_delivery");
    } else {
      document
          .putObject("last_delivery")
          .put("status", last.status())
          .put("at", Json.time(last.at()));
    }
    return document;
  }

  private static @Nullable String text(@Nullable Object id) {
    return id == null ? null : id.toString();
  }
}
