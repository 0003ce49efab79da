package io.ringdown.provider.external;

import io.ringdown.account.CredentialType;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.PushProvider;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The channel of clients that are reached by other means, such as a browser that Twilio's own SDK
 * keeps connected: it accepts at once and sends nothing. Stateless and thread-safe.
 */
public final class ExternalProvider implements PushProvider {
  /** {@code external}. */
  public static final Channel CHANNEL = new Channel("external");

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.empty();
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    if (target.address() != null) {
      return Optional.of(new TargetProblem("/address", "must be absent: this channel has none"));
    }
    if (!target.keys().isEmpty()) {
      return Optional.of(new TargetProblem("/keys", "must be absent: this channel has none"));
    }
    return Optional.empty();
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    return CompletableFuture.completedStage(new DeliveryOutcome.Accepted(Optional.empty()));
  }
}
