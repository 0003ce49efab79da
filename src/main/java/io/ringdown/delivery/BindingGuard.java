package io.ringdown.delivery;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Lets no further attempt out to a phone that changed hands since the call came, so that it does
 * not ring for its former owner. The first attempt follows the match at once and asks nobody.
 * Thread-safe.
 *
 * <p>Stands behind a lane's circuit: while that is open, what waits costs the store nothing.
 */
public final class BindingGuard extends DecoratedProvider {
  private static final System.Logger LOG = System.getLogger(BindingGuard.class.getName());

  private final Predicate<Delivery> stillBound;
  private final Executor executor;

  /**
   * @param stillBound whether a delivery's binding is still what it was; may block in the store,
   *     and may throw when that is away
   * @param executor asks it, and goes on from there
   */
  public BindingGuard(PushProvider next, Predicate<Delivery> stillBound, Executor executor) {
    super(next);
    this.stillBound = stillBound;
    this.executor = executor;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    return delivery.again()
        ? CompletableFuture.supplyAsync(() -> mayRing(delivery), executor)
            .thenCompose(mayRing -> mayRing ? next.deliver(delivery) : changed())
        : next.deliver(delivery);
  }

  private static CompletionStage<DeliveryOutcome> changed() {
    return CompletableFuture.completedFuture(DeliveryOutcome.BindingGone.changed());
  }

  /** While nobody can tell, it rings. */
  private boolean mayRing(Delivery delivery) {
    try {
      return stillBound.test(delivery);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "nobody can tell whose binding it is now: {0}", e.getClass().getName());
      return true;
    }
  }
}
