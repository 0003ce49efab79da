package io.ringdown.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A clock and an executor that stand still until the test steps them on. Single-threaded. */
public final class SteppedTime extends AbstractExecutorService
    implements ScheduledExecutorService, InstantSource {
  private static final Instant START = Instant.parse("2026-11-23T08:10:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparing((Task task) -> task.at).thenComparing(task -> task.number));
  private Instant now = START;
  private Duration set = Duration.ZERO;
  private long numbers;

  /** Steps on, running what is due on the way, in order. */
  public void advance(Duration step) {
    var until = now.plus(step);
    while (!tasks.isEmpty() && !tasks.peek().at.isAfter(until)) {
      var task = tasks.poll();
      now = task.at.isAfter(now) ? task.at : now;
      task.run.run();
    }
    now = until;
  }

  /** Sets the clock, which neither what is scheduled nor {@link #nanoTime} follows. */
  public void setClock(Duration ahead) {
    set = ahead;
  }

  /** The monotonic clock. */
  public long nanoTime() {
    return Duration.between(START, now).toNanos();
  }

  /** A lease that was renewed just now. */
  public Lease lease(Duration lasting) {
    var lease = new Lease(lasting, this::nanoTime);
    lease.renew(lease.now());
    return lease;
  }

  @Override
  public Instant instant() {
    return now.plus(set);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable run, long delay, TimeUnit unit) {
    var task = new Task(now.plusNanos(unit.toNanos(delay)), numbers++, run);
    tasks.add(task);
    return task;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> call, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable run, long first, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable run, long first, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          run.run();
          var unused = scheduleWithFixedDelay(run, delay, delay, unit);
        },
        first,
        unit);
  }

  @Override
  public void execute(Runnable run) {
    var unused = schedule(run, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public void shutdown() {
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    tasks.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private final class Task extends CompletableFuture<Object> implements ScheduledFuture<Object> {
    private final Instant at;
    private final long number;
    private final Runnable run;

    Task(Instant at, long number, Runnable run) {
      this.at = at;
      this.number = number;
      this.run = run;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(now, at));
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
