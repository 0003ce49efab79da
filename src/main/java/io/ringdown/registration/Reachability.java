package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.binding.Binding;
import io.ringdown.rest.Json;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether somebody could be rung now, and over what. Not thread-safe. */
final class Reachability {
  private static final String ACCEPTED = "accepted";

  private final Instant now;
  private final Map<String, Integer> channels = new TreeMap<>();
  private @Nullable Instant lastAccepted;

  Reachability(Instant now) {
    this.now = now;
  }

  /** Takes an active binding into account. */
  void add(Binding binding) {
    if (binding.expiresAt().isAfter(now)) {
      channels.merge(binding.target().channel().name(), 1, Integer::sum);
    }
    var last = binding.lastDelivery();
    if (last != null
        && last.status().equals(ACCEPTED)
        && (lastAccepted == null || last.at().isAfter(lastAccepted))) {
      lastAccepted = last.at();
    }
  }

  /** As the API writes it. */
  ObjectNode document() {
    var document = Json.object().put("reachable", !channels.isEmpty());
    var counts = document.putObject("channels");
    channels.forEach(counts::put);
    return document.put("last_accepted_at", lastAccepted == null ? null : Json.time(lastAccepted));
  }
}
