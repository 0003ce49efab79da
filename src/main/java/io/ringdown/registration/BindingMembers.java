package io.ringdown.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.binding.Binding;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.MergePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The members of a binding's document when a client sends it back. Those that only Ringdown sets
 * may be there as they are, so that what was read can be written again; those that change by
 * themselves also as they were.
 */
final class BindingMembers {
  private static final List<String> FIXED =
      List.of("sid", "account_sid", "date_created", "status", "invalid_reason");
  private static final Set<String> WRITABLE =
      Set.of(
          "identity",
          "channel",
          "address",
          "credential",
          "device_id",
          "environment",
          "keys",
          "tags",
          "expires_at");

  private BindingMembers() {}

  /** The members of a whole new document. */
  static Fields replacing(Binding binding, ObjectNode document) {
    var wrong = takeReadOnly(document, BindingDocument.of(binding));
    return fields(document, wrong);
  }

  /** The members of the document that comes of a merge patch. */
  static Fields patching(Binding binding, ObjectNode patch) {
    var present = BindingDocument.of(binding);
    var wrong = takeReadOnly(patch, present);
    var merged = present.retain(WRITABLE);
    MergePatch.apply(merged, patch);
    // Removed, though it is none: to be named as unknown.
    patch
        .properties()
        .forEach(
            entry -> {
              if (!WRITABLE.contains(entry.getKey()) && entry.getValue().isNull()) {
                merged.putNull(entry.getKey());
              }
            });
    return fields(merged, wrong);
  }

  private static Fields fields(ObjectNode document, List<String> wrong) {
    var fields = Fields.of(document);
    wrong.forEach(name -> fields.wrong(name, "is read-only, and not what it is"));
    return fields;
  }

  /** Takes the read-only members out of the document, and gives those that are not as they are. */
  private static List<String> takeReadOnly(ObjectNode document, ObjectNode present) {
    var wrong = new ArrayList<String>();
    for (var name : FIXED) {
      if (document.has(name) && !document.get(name).equals(present.get(name))) {
        wrong.add(name);
      }
    }
    if (document.has("date_updated")
        && !isOrWas(document.get("date_updated"), present.get("date_updated"))) {
      wrong.add("date_updated");
    }
    if (document.has("last_delivery")
        && !wasDelivered(document.get("last_delivery"), present.get("last_delivery"))) {
      wrong.add("last_delivery");
    }
    document.remove(FIXED);
    document.remove(List.of("date_updated", "last_delivery"));
    return wrong;
  }

  private static boolean wasDelivered(JsonNode given, JsonNode present) {
    return given.isNull()
        || given.equals(present)
        || (given.isObject() && isOrWas(given.path("at"), present.path("at")));
  }

  /** Times are written so that earlier ones sort first. */
  private static boolean isOrWas(JsonNode given, JsonNode present) {
    return given.isTextual()
        && given.textValue().matches(Json.TIME_FORM)
        && present.isTextual()
        && given.textValue().compareTo(present.textValue()) <= 0;
  }
}
