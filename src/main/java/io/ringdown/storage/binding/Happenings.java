package io.ringdown.storage.binding;

import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Registration;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.binding.HistoryWriter.Subject;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a registration does to a binding that is there: it may move it, give it another address,
 * change some of its members and bring it back, all at once. Looked at before it is done.
 */
final class Happenings {
  private final BindingEntity binding;
  private final Registration registration;
  private final List<Happening> all = new ArrayList<>();

  Happenings(BindingEntity binding, Registration registration) {
    this.binding = binding;
    this.registration = registration;
    look();
  }

  /** Notes them, and gives the binding the version that comes of it. */
  void add(HistoryWriter history) {
    for (var happening : all) {
      binding.version++;
      history.add(
          new Subject(
              binding.sid, binding.version, binding.accountSid, registration.identity().value()),
          happening);
    }
  }

  private void look() {
    if (isMoved()) {
      add(Kind.MOVED, binding.identity, List.of());
    }
    if (isRotated()) {
      add(Kind.ROTATED, null, List.of());
    }
    var fields = changedFields();
    if (!fields.isEmpty()) {
      add(Kind.CHANGED, null, fields);
    }
    if (binding.status == BindingStatus.INVALID || !binding.expiresAt.isAfter(registration.at())) {
      add(Kind.REVIVED, null, List.of());
    }
    if (all.isEmpty()) {
      add(Kind.REFRESHED, null, List.of());
    }
  }

  private void add(Kind kind, @Nullable String former, List<String> fields) {
    all.add(
        new Happening(
            kind, former, fields, null, null, null, registration.at(), registration.by()));
  }

  private boolean isMoved() {
    return !binding.identity.equals(registration.identity().value());
  }

  /** Without an address there is none to rotate, though the hash of a device may be another. */
  private boolean isRotated() {
    return registration.target().address() != null
        && !Arrays.equals(binding.addressHash, AddressHash.of(registration));
  }

  private List<String> changedFields() {
    var target = registration.target();
    var fields = new ArrayList<String>();
    if (!Objects.equals(binding.credentialSid, text(target.credential()))) {
      fields.add("credential");
    }
    if (!Objects.equals(binding.deviceId, text(registration.deviceId()))) {
      fields.add("device_id");
    }
    if (!Objects.equals(binding.environment, target.environment())) {
      fields.add("environment");
    }
    if (!Json.textMap(binding.targetKeys).equals(target.keys())) {
      fields.add("keys");
    }
    if (!Json.texts(binding.tags).equals(registration.tags())) {
      fields.add("tags");
    }
    var expiresAt = registration.expiresAt();
    if (expiresAt != null && !binding.expiresAt.equals(InstantColumn.rounded(expiresAt))) {
      fields.add("expires_at");
    }
    return fields;
  }

  private static @Nullable String text(@Nullable Object id) {
    return id == null ? null : id.toString();
  }
}
