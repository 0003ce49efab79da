package io.ringdown.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The deliveries on their way, so that a provider can be closed without losing them. Thread-safe.
 */
public final class InFlight {
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private int count;
  private boolean closed;

  /** Starts something and counts it until its stage ends; nothing, once closed. */
  public <T> Optional<CompletionStage<T>> enter(Supplier<CompletionStage<T>> start) {
    synchronized (this) {
      if (closed) {
        return Optional.empty();
      }
      count++;
    }
    CompletionStage<T> started;
    try {
      started = start.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedStage(e);
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    started.whenComplete(
        (value, failure) -> {
          // first the result, with what directly follows from it: only then nothing is lost
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            result.complete(value);
          }
          leave();
        });
    return Optional.of(result);
  }

  private synchronized void leave() {
    count--;
    if (closed && count == 0) {
      drained.complete(null);
    }
  }

  /**
   * Lets nobody in any more and waits for those who are in.
   *
   * @return how many are still in after the wait
   */
  public int close(Duration atMost) {
    synchronized (this) {
      closed = true;
      if (count == 0) {
        return 0;
      }
    }
    try {
      drained.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return 0;
    } catch (TimeoutException | ExecutionException still) {
      return count();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return count();
    }
  }

  private synchronized int count() {
    return count;
  }
}
