package io.ringdown.provider;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Lets so many calls out at a time over one line; the others wait for their turn, as a client fails
 * a request beyond what its connections carry instead of holding it back. Each credential has a
 * {@link Gate} of its own: the gates take turns, and within a gate it is first come first served.
 * Thread-safe.
 */
public final class Turnstile {
  private static final int SCOUTS = 4;

  private final Executor executor;
  private final IntSupplier width;
  private final Queue<Gate> gatesThatWait = new ArrayDeque<>();
  private int out;

  /**
   * @param executor starts those who had to wait
   * @param width how many may be out at a time, at least 1; asked whenever one comes or is back
   */
  public Turnstile(Executor executor, IntSupplier width) {
    this.executor = executor;
    this.width = width;
  }

  /** A new gate, for calls that share a fate. */
  public Gate gate() {
    return new Gate();
  }

  /**
   * Where the calls of one credential line up. As long as none has come back well since the last
   * that failed, only a few are let out: the client makes a connection for each request that finds
   * none, and what is in trouble should not take the line from the others.
   */
  public final class Gate {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int mine;
    private boolean open;

    private Gate() {}

    /**
     * Starts a call when its turn has come, at once if there is room. Whoever waits must see for
     * themselves, when started, whether it still makes sense. A stage that fails tells of a line
     * that does not work.
     */
    public <T> CompletionStage<T> pass(Supplier<CompletionStage<T>> call) {
      CompletableFuture<T> result = new CompletableFuture<>();
      Runnable turn = () -> start(call, result);
      synchronized (Turnstile.this) {
        if (out >= width.getAsInt() || !hasRoom()) {
          if (waiting.isEmpty()) {
            gatesThatWait.add(this);
          }
          waiting.add(turn);
          return result;
        }
        leave();
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
            next(this, failure == null);
            if (failure != null) {
              result.completeExceptionally(failure);
            } else {
              result.complete(value);
            }
          });
    }

    private boolean hasRoom() {
      return open || mine < SCOUTS;
    }

    private void leave() {
      out++;
      mine++;
    }
  }

  private void next(Gate back, boolean well) {
    List<Runnable> turns = new ArrayList<>();
    synchronized (this) {
      back.open = well;
      back.mine--;
      out--;
      int most = width.getAsInt();
      int unableInARow = 0;
      while (out < most && unableInARow < gatesThatWait.size()) {
        Gate gate = gatesThatWait.remove();
        if (gate.hasRoom()) {
          unableInARow = 0;
          gate.leave();
          turns.add(gate.waiting.remove());
        } else {
          unableInARow++;
        }
        if (!gate.waiting.isEmpty()) {
          gatesThatWait.add(gate);
        }
      }
    }
    turns.forEach(this::execute);
  }

  private void execute(Runnable turn) {
    try {
      executor.execute(turn);
    } catch (RejectedExecutionException shuttingDown) {
      turn.run();
    }
  }
}
