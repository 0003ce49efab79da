package io.ringdown.delivery.lane;

import io.ringdown.delivery.PushProvider;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * All providers, each behind the lanes of its credentials and servers. Immutable.
 *
 * <p>A provider without credentials has no shared line that could be crowded: a connected client
 * has a queue of its own. So its one lane only counts, and a few clients that do not read hold up
 * nobody.
 */
public final class Lanes {
  private static final int CAPACITY = 10_000;
  private static final int MOST_LANES = 1_000;

  private final List<CredentialLanes> all;

  /**
   * @param clock tells what is late
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public Lanes(Stream<PushProvider> providers, InstantSource clock, LongSupplier nanoTime) {
    this.all =
        providers
            .map(provider -> new CredentialLanes(provider, clock, nanoTime, size(provider)))
            .toList();
  }

  /** The lanes, one for each provider. */
  public List<CredentialLanes> all() {
    return all;
  }

  /** The providers as the dispatcher shall see them. */
  public List<PushProvider> providers() {
    return List.copyOf(all);
  }

  private static CredentialLanes.Size size(PushProvider provider) {
    return provider.credentialType().isPresent()
        ? new CredentialLanes.Size(provider::laneWidth, CAPACITY, MOST_LANES)
        : new CredentialLanes.Size(() -> Integer.MAX_VALUE, 0, 1);
  }
}
