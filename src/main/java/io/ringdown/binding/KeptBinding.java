package io.ringdown.binding;

import io.ringdown.binding.Binding.LastDelivery;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A binding as an export told of it, to be kept again here.
 *
 * @param registration what is to be bound, and by whom it is brought when
 * @param sid its SID there, which it keeps here as long as no other binding has it; null for a new
 *     one
 * @param invalidReason why the provider called the address dead, when it did
 * @param created when it was bound first; null for when it was changed
 * @param changed when it was last changed there; null for the registration's time
 * @param lastDelivery what became of the last notification to it, when that is known
 */
public record KeptBinding(
    Registration registration,
    @Nullable BindingSid sid,
    BindingStatus status,
    @Nullable String invalidReason,
    @Nullable Instant created,
    @Nullable Instant changed,
    @Nullable LastDelivery lastDelivery) {

  /** The time of which it tells. */
  public Instant asOf() {
    return changed == null ? registration.at() : changed;
  }
}
