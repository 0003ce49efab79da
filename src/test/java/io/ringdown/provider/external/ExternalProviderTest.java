package io.ringdown.provider.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.PushProvider.TargetProblem;
import io.ringdown.provider.Deliveries;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExternalProviderTest {
  private final ExternalProvider provider = new ExternalProvider();

  @Test
  void acceptsAtOnceWithoutReceipt() {
    var delivery =
        Deliveries.delivery(
            ExternalProvider.CHANNEL,
            null,
            null,
            Deliveries.payload(),
            Instant.EPOCH,
            Duration.ofSeconds(30));

    assertThat(provider.deliver(delivery).toCompletableFuture())
        .isCompletedWithValue(new Accepted(Optional.empty()));
  }

  @Test
  void needsNothingAndTakesNothing() {
    assertThat(provider.credentialType()).isEmpty();
    assertThat(pointer(null, null, Map.of())).isEmpty();
    assertThat(pointer(new Address("x"), null, Map.of())).contains("/address");
    assertThat(pointer(null, "production", Map.of())).isEmpty();
    assertThat(pointer(null, null, Map.of("auth", "x"))).contains("/keys");
  }

  private Optional<String> pointer(
      @Nullable Address address, @Nullable String environment, Map<String, String> keys) {
    return provider
        .inspect(new Target(ExternalProvider.CHANNEL, address, null, environment, keys))
        .map(TargetProblem::pointer);
  }
}
