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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a registration or a change does to a binding that is there: it may move it, give it another
 * address, change some of its members and bring it back, all at once. Looked at before it is done.
 */
final class Happenings {
  private static final Set<String> OF_TARGET = Set.of("credential", "environment", "keys");

  private final BindingEntity binding;
  private final Registration registration;
  private final List<Happening> all = new ArrayList<>();

  private final boolean renewal;

  private Happenings(BindingEntity binding, Registration registration, boolean refreshing) {
    this.binding = binding;
    this.registration = registration;
    var expired = !binding.expiresAt.isAfter(registration.at());
    var ends = Registrar.expiry(registration);
    var alive = ends.isAfter(registration.at());
    var fields = changedFields();
    this.renewal =
        refreshing
            || isMoved()
            || isRotated()
            || fields.stream().anyMatch(OF_TARGET::contains)
            || (expired && alive);
    look(fields);
    if (renewal && alive && (expired || binding.status == BindingStatus.INVALID)) {
      add(Kind.REVIVED, null, List.of());
    }
    if (all.isEmpty() && (refreshing || !ends.equals(binding.expiresAt))) {
      add(Kind.REFRESHED, null, List.of());
    }
  }

  /** Of a registration, which renews it in any case. */
  static Happenings ofRegistration(BindingEntity binding, Registration registration) {
    return new Happenings(binding, registration, true);
  }

  /** Of a change, which renews only a binding that goes another way now, or goes again. */
  static Happenings ofChange(BindingEntity binding, Registration registration) {
    return new Happenings(binding, registration, false);
  }

  /** Whether the binding counts as registered anew. */
  boolean areRenewal() {
    return renewal;
  }

  /** Whether anything happens at all. */
  boolean any() {
    return !all.isEmpty();
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

  private void look(List<String> fields) {
    if (isMoved()) {
      add(Kind.MOVED, binding.identity, List.of());
    }
    if (isRotated()) {
      add(Kind.ROTATED, null, List.of());
    }
    if (!fields.isEmpty()) {
      add(Kind.CHANGED, null, fields);
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
