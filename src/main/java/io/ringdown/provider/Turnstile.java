package io.ringdown.provider;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Lets so many calls out at a time; the others wait for their turn, first come first served. An
 * HTTP/2 server allows about a hundred streams on a connection, and Java's client fails a request
 * beyond that instead of holding it back. Thread-safe.
 */
public final class Turnstile {
  private final Executor executor;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param executor starts those who had to wait
   * @param width how many may be out at a time, at least 1
   */
  public Turnstile(Executor executor, int width) {
    this.executor = executor;
    this.free = width;
  }

  /**
   * Starts a call when its turn has come, at once if there is room. Whoever waits must see for
   * themselves, when started, whether it still makes sense.
   */
  public <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable turn = () -> start(call, result);
    synchronized (waiting) {
      if (free == 0) {
        waiting.add(turn);
        return result;
      }
      free--;
    }
    turn.run();
    return result;
  }

  private <T> void start(Supplier<CompletionStage<T>> call, CompletableFuture<T> result) {
    CompletionStage<T> started;
    try {
      started = call.get();
    } catch (RuntimeException e) {
      started = CompletableFuture.failedStage(e);
    }
    started.whenComplete(
        (value, failure) -> {
          next();
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            result.complete(value);
          }
        });
  }

  private void next() {
    Runnable turn;
    synchronized (waiting) {
      turn = waiting.poll();
      if (turn == null) {
        free++;
        return;
      }
    }
    try {
      executor.execute(turn);
    } catch (RejectedExecutionException shuttingDown) {
      turn.run();
    }
  }
}
