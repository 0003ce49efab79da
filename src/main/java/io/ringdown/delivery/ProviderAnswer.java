package io.ringdown.delivery;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a provider said about a credential when it was asked without ringing anybody.
 *
 * @param ok whether it would deliver
 * @param reason the provider's own word, or ours, when it would not; null when it would
 * @param detail what that means, without any secret or address; null when it would
 */
public record ProviderAnswer(boolean ok, @Nullable String reason, @Nullable String detail) {
  /** It would deliver. */
  public static final ProviderAnswer OK = new ProviderAnswer(true, null, null);

  /** It would not deliver, for this reason. */
  public static ProviderAnswer no(String reason, String detail) {
    return new ProviderAnswer(
        false, Objects.requireNonNull(reason), Objects.requireNonNull(detail));
  }
}
