package io.ringdown.delivery;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets nothing out without the lease: what lined up while it was held may be another node's by now.
 * Thread-safe.
 */
public final class LeaseGuard extends DecoratedProvider {
  private final Lease lease;

  public LeaseGuard(PushProvider next, Lease lease) {
    super(next);
    this.lease = lease;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    return lease.isHeld()
        ? next.deliver(delivery)
        : CompletableFuture.completedFuture(
            new DeliveryOutcome.Deferred(
                Optional.empty(), "lease_lost", "Another node may go on with it."));
  }
}
