package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What makes a provider's sending total: it ends with the call's deadline, whatever fails becomes
 * an outcome, and the provider can be closed without losing what is on its way. Thread-safe.
 */
public final class DeadlineBound {
  private static final Logger LOG = System.getLogger(DeadlineBound.class.getName());
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Executor executor;
  private final InFlight inFlight = new InFlight();

  /**
   * @param executor completes the outcomes
   */
  public DeadlineBound(Executor executor) {
    this.executor = executor;
  }

  /**
   * Sends, unless the provider is closed.
   *
   * @param timeLeft more than zero
   * @param sending may throw, fail, or never end
   */
  public CompletionStage<DeliveryOutcome> send(
      Duration timeLeft, Supplier<CompletionStage<DeliveryOutcome>> sending) {
    return inFlight
        .enter(() -> bound(timeLeft, sending))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    new Deferred(Optional.empty(), "shutting_down", "this node is shutting down")));
  }

  private CompletionStage<DeliveryOutcome> bound(
      Duration timeLeft, Supplier<CompletionStage<DeliveryOutcome>> sending) {
    CompletableFuture<DeliveryOutcome> outcome = new CompletableFuture<>();
    sending
        .get()
        .whenComplete(
            (value, failure) -> {
              if (failure != null) {
                outcome.completeExceptionally(failure);
              } else {
                outcome.complete(value);
              }
            });
    return outcome
        .orTimeout(timeLeft.toMillis() + 1, TimeUnit.MILLISECONDS)
        .exceptionallyAsync(DeadlineBound::failed, executor)
        // the executor may be gone
        .exceptionally(DeadlineBound::failed);
  }

  private static DeliveryOutcome failed(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return LineFailure.timeout();
    }
    // only the class, as the text may quote what was sent
    LOG.log(Level.ERROR, "RD-4005 delivering failed unexpectedly: {0}", failure.getClass());
    return new Deferred(Optional.empty(), "internal", "an error of our own");
  }

  /**
   * Takes nothing more and waits for what is on its way, some seconds at most.
   *
   * @param service whose, for the log
   */
  public void close(String service) {
    int left = inFlight.close(CLOSE_WAIT);
    if (left > 0) {
      LOG.log(Level.WARNING, "RD-4006 closed with {0} deliveries to {1} unfinished", left, service);
    }
  }
}
