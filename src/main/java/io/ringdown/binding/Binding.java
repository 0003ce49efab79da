package io.ringdown.binding;

import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to reach one person: this identity of this account, at this target.
 *
 * @param deviceId the app's own name for the device, when it gave one
 * @param invalidReason why the provider called the address dead, when it did
 * @param registeredAt when the binding was last registered; a provider's later word counts, an
 *     earlier one does not
 * @param expiresAt from when on it is not rung any more
 * @param lastDelivery what became of the last notification, when there was one
 * @param version grows with whatever happens to the binding, deliveries aside
 */
public record Binding(
    BindingSid sid,
    AccountSid account,
    Identity identity,
    Target target,
    @Nullable DeviceId deviceId,
    List<String> tags,
    BindingStatus status,
    @Nullable String invalidReason,
    Instant registeredAt,
    Instant expiresAt,
    Instant created,
    Instant updated,
    @Nullable LastDelivery lastDelivery,
    long version) {

  public Binding {
    tags = List.copyOf(tags);
  }

  /**
   * What became of the last notification to a binding.
   *
   * @param status the delivery's status in the API's words, {@code accepted}
   */
  public record LastDelivery(String status, Instant at) {}
}
