package io.ringdown.registration;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialStore;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeadAddress;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.PushProvider;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks providers whether an address is alive, and believes them as it does after a call: one that
 * is dead makes its binding invalid, unless that was registered again meanwhile. Thread-safe.
 */
public final class Prober {
  private final Map<Channel, PushProvider> providers;
  private final BindingStore bindings;
  private final CredentialStore credentials;
  private final InstantSource clock;

  public Prober(
      Iterable<PushProvider> providers,
      BindingStore bindings,
      CredentialStore credentials,
      InstantSource clock) {
    this.providers =
        StreamSupport.stream(providers.spliterator(), false)
            .collect(Collectors.toMap(PushProvider::channel, Function.identity()));
    this.bindings = bindings;
    this.credentials = credentials;
    this.clock = clock;
  }

  /** What would become of a call now; nothing when the channel has no way to ask. */
  Optional<CompletionStage<DeliveryOutcome>> probe(Binding binding) {
    return Optional.ofNullable(providers.get(binding.target().channel()))
        .flatMap(
            provider -> provider.probe(binding.account(), binding.target(), credential(binding)))
        .map(
            stage ->
                stage.thenApply(
                    outcome -> {
                      if (outcome instanceof BindingGone gone) {
                        believe(binding, gone);
                      }
                      return outcome;
                    }));
  }

  private void believe(Binding binding, BindingGone gone) {
    bindings.invalidate(
        binding,
        new DeadAddress(
            gone.since().orElse(binding.registeredAt()),
            gone.code(),
            gone.detail(),
            gone.twilioCode(),
            clock.instant()));
  }

  private @Nullable CredentialRef credential(Binding binding) {
    var sid = binding.target().credential();
    return sid == null
        ? null
        : credentials
            .find(binding.account(), sid)
            .map(found -> new CredentialRef(sid, found.version()))
            .orElse(null);
  }
}
