package io.ringdown.provider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
 *
 * <p>As long as no call has come back well since the last that failed, only a few are let out: the
 * client makes a connection for each request that finds none, and a service in trouble should not
 * be asked by a crowd.
 */
public final class Turnstile {
  private static final int SCOUTS = 4;

  private final Executor executor;
  private final int width;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int out;
  private boolean open;

  /**
   * @param executor starts those who had to wait
   * @param width how many may be out at a time, at least 1
   */
  public Turnstile(Executor executor, int width) {
    this.executor = executor;
    this.width = width;
  }

  /**
   * Starts a call when its turn has come, at once if there is room. Whoever waits must see for
   * themselves, when started, whether it still makes sense. A stage that fails tells of a line that
   * does not work.
   */
  public <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable turn = () -> start(call, result);
    synchronized (this) {
      if (!hasRoom()) {
        waiting.add(turn);
        return result;
      }
      out++;
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
          next(failure == null);
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            result.complete(value);
          }
        });
  }

  private void next(boolean well) {
    List<Runnable> turns = new ArrayList<>();
    synchronized (this) {
      open = well;
      out--;
      while (hasRoom() && !waiting.isEmpty()) {
        out++;
        turns.add(waiting.remove());
      }
    }
    turns.forEach(this::execute);
  }

  private boolean hasRoom() {
    return out < (open ? width : Math.min(SCOUTS, width));
  }

  private void execute(Runnable turn) {
    try {
      executor.execute(turn);
    } catch (RejectedExecutionException shuttingDown) {
      turn.run();
    }
  }
}
