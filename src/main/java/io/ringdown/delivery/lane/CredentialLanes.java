package io.ringdown.delivery.lane;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.delivery.DeadlineGuard;
import io.ringdown.delivery.DecoratedProvider;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.PushProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one provider: one for each credential in use, and for each server where the address
 * names that; made when it is first used and dropped when it was idle for long, so that what hangs
 * slows no other. What waited in a lane past its deadline leaves it without touching the provider.
 * Thread-safe.
 *
 * <p>When there are as many as there may be, those not used just now make room; only when all are
 * in use do newcomers share one. That has no circuit: those in it have no fate in common.
 */
public final class CredentialLanes extends DecoratedProvider {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(10);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final Duration SWEEP_EVERY_WHEN_FULL = Duration.ofSeconds(1);
  private static final Optional<Fate> SHARED = Optional.empty();

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Size size;
  private final ConcurrentHashMap<Optional<Fate>, Entry> lanes = new ConcurrentHashMap<>();
  private volatile long sweptAt;

  /**
   * How much a lane holds, and how many lanes there may be.
   *
   * @param width the deliveries that are under way at once in a lane; may change
   * @param capacity those that may wait beside them
   * @param lanes the most lanes, beside the shared one
   */
  public record Size(IntSupplier width, int capacity, int lanes) {}

  /**
   * @param clock tells what is late
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public CredentialLanes(
      PushProvider provider, InstantSource clock, LongSupplier nanoTime, Size size) {
    super(provider);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sweptAt = nanoTime.getAsLong();
    this.size = size;
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var now = nanoTime.getAsLong();
    sweep(now, SWEEP_EVERY, IDLE);
    return lane(key(delivery, now), now).lane().deliver(delivery);
  }

  /** How many deliveries are under way or wait in all lanes. */
  public int depth() {
    return lanes.values().stream().mapToInt(entry -> entry.lane().depth()).sum();
  }

  /** The worst of the lanes' circuits. */
  public CircuitState circuit() {
    return lanes.values().stream()
        .map(entry -> entry.circuit().get())
        .reduce(CircuitState.CLOSED, CircuitState::or);
  }

  /** How many lanes there are. */
  int count() {
    return lanes.size();
  }

  private void sweep(long now, Duration every, Duration idle) {
    if (now - sweptAt < every.toNanos()) {
      return;
    }
    sweptAt = now;
    lanes.keySet().forEach(key -> lanes.computeIfPresent(key, (k, e) -> e.unlessIdle(now, idle)));
  }

  private Optional<Fate> key(Delivery delivery, long now) {
    var own =
        Optional.of(
            new Fate(
                Optional.ofNullable(delivery.credential()).map(CredentialRef::sid),
                next.destination(delivery)));
    if (isFull() && !lanes.containsKey(own)) {
      sweep(now, SWEEP_EVERY_WHEN_FULL, IDLE_WHEN_FULL);
      return isFull() ? SHARED : own;
    }
    return own;
  }

  private boolean isFull() {
    return lanes.size() >= size.lanes();
  }

  private Entry lane(Optional<Fate> key, long now) {
    // never null: the function gives an entry
    return Objects.requireNonNull(
        lanes.compute(key, (k, known) -> (known == null ? entry(k) : known).used(now)));
  }

  private Entry entry(Optional<Fate> key) {
    if (key.equals(SHARED)) {
      return new Entry(lane(next), () -> CircuitState.CLOSED, nanoTime.getAsLong());
    }
    var circuit = new CircuitBreaker(next, nanoTime);
    return new Entry(lane(circuit), circuit::state, nanoTime.getAsLong());
  }

  private Lane lane(PushProvider served) {
    return new Lane(new DeadlineGuard(served, clock), size.width(), size.capacity());
  }

  /** What deliveries have in common that succeed or fail together. */
  private record Fate(Optional<CredentialSid> credential, Optional<String> destination) {}

  private record Entry(Lane lane, Supplier<CircuitState> circuit, long lastUsed) {
    Entry used(long now) {
      return new Entry(lane, circuit, now);
    }

    @Nullable Entry unlessIdle(long now, Duration idle) {
      return lane.depth() == 0 && now - lastUsed > idle.toNanos() ? null : this;
    }
  }
}
