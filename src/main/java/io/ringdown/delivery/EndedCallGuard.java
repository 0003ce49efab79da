package io.ringdown.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets nothing out for a call that was answered or is over. Thread-safe. */
public final class EndedCallGuard extends DecoratedProvider {
  private final EndedLegs ended;

  public EndedCallGuard(PushProvider next, EndedLegs ended) {
    super(next);
    this.ended = ended;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    return ended.has(delivery.call())
        ? CompletableFuture.completedFuture(new DeliveryOutcome.Cancelled())
        : next.deliver(delivery);
  }
}
