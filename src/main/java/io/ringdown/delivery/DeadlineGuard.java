package io.ringdown.delivery;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets nothing out after a call's deadline, and turns whatever a provider throws into an outcome.
 * Thread-safe.
 */
public final class DeadlineGuard extends DecoratedProvider {
  private final InstantSource clock;

  public DeadlineGuard(PushProvider next, InstantSource clock) {
    super(next);
    this.clock = clock;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var lateBy = Duration.between(delivery.call().deadline(), clock.instant());
    if (!lateBy.isNegative()) {
      return CompletableFuture.completedFuture(new DeliveryOutcome.Expired(lateBy));
    }
    try {
      return next.deliver(delivery).exceptionally(DeadlineGuard::broken);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(broken(e));
    }
  }

  private static DeliveryOutcome broken(Throwable thrown) {
    return new DeliveryOutcome.Deferred(
        Optional.empty(), "provider_broken", thrown.getClass().getSimpleName());
  }
}
