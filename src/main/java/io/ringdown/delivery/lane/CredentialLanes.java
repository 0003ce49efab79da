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
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one provider: one for each credential in use, made when it is first used and dropped
 * when it was idle for long, so that a credential that hangs slows no other. What waited in a lane
 * past its deadline leaves it without touching the provider. Thread-safe.
 */
public final class CredentialLanes extends DecoratedProvider {
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Size size;
  private final ConcurrentHashMap<Optional<CredentialSid>, Entry> lanes = new ConcurrentHashMap<>();
  private volatile long sweptAt;

  /**
   * How much a lane holds, and how many lanes there may be.
   *
   * @param width the deliveries of one credential that are under way at once; may change
   * @param capacity those that may wait beside them
   * @param lanes the most lanes; credentials beyond that share one
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
    if (now - sweptAt >= SWEEP_EVERY.toNanos()) {
      sweptAt = now;
      lanes.keySet().forEach(key -> lanes.computeIfPresent(key, (k, e) -> e.unlessIdle(now)));
    }
    return lane(key(delivery.credential()), now).lane().deliver(delivery);
  }

  /** How many deliveries are under way or wait in all lanes. */
  public int depth() {
    return lanes.values().stream().mapToInt(entry -> entry.lane().depth()).sum();
  }

  /** The worst of the lanes' circuits. */
  public CircuitState circuit() {
    return lanes.values().stream()
        .map(entry -> entry.circuit().state())
        .reduce(CircuitState.CLOSED, CircuitState::or);
  }

  /** How many lanes there are. */
  int count() {
    return lanes.size();
  }

  private Optional<CredentialSid> key(@Nullable CredentialRef credential) {
    var key = Optional.ofNullable(credential).map(CredentialRef::sid);
    return lanes.size() < size.lanes() || lanes.containsKey(key) ? key : Optional.empty();
  }

  private Entry lane(Optional<CredentialSid> key, long now) {
    // never null: the function gives an entry
    return Objects.requireNonNull(
        lanes.compute(key, (k, known) -> (known == null ? entry() : known).used(now)));
  }

  private Entry entry() {
    var circuit = new CircuitBreaker(next, nanoTime);
    return new Entry(
        new Lane(new DeadlineGuard(circuit, clock), size.width(), size.capacity()),
        circuit,
        nanoTime.getAsLong());
  }

  private record Entry(Lane lane, CircuitBreaker circuit, long lastUsed) {
    Entry used(long now) {
      return new Entry(lane, circuit, now);
    }

    @Nullable Entry unlessIdle(long now) {
      return lane.depth() == 0 && now - lastUsed > IDLE.toNanos() ? null : this;
    }
  }
}
