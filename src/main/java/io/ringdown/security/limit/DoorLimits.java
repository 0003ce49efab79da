package io.ringdown.security.limit;

import io.ringdown.config.LimitSettings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The limits of all doors, or none where the operator wants none. Thread-safe. */
public final class DoorLimits {
  private static final System.Logger LOG = System.getLogger(DoorLimits.class.getName());

  private final Map<Door, RateLimit> limits = new EnumMap<>(Door.class);
  private final LimitObserver observer;

  /**
   * @param seed see {@link RateLimit}
   * @param nanoTime a clock that never goes back
   */
  public DoorLimits(
      LimitSettings settings, long seed, LongSupplier nanoTime, LimitObserver observer) {
    this.observer = observer;
    if (settings.enabled()) {
      put(Door.WRONG_TOKEN, settings.wrongTokens(), seed, nanoTime);
      put(Door.APP_REQUEST, settings.appRequests(), seed, nanoTime);
      put(Door.APP_IDENTITY, settings.appRequestsPerIdentity(), seed, nanoTime);
      put(Door.HANDSHAKE, settings.handshakes(), seed, nanoTime);
      put(Door.REFUSAL_LOG, settings.refusalsLogged(), seed, nanoTime);
      limits.put(Door.NOTICE, new RateLimit(Duration.ofMinutes(1), 1, seed, nanoTime));
    }
  }

  private void put(Door door, int perSecond, long seed, LongSupplier nanoTime) {
    int burst = Math.multiplyExact(perSecond, LimitSettings.BURST_SECONDS);
    limits.put(
        door, new RateLimit(Duration.ofSeconds(1).dividedBy(perSecond), burst, seed, nanoTime));
  }

  /**
   * Lets one more through.
   *
   * @param key of whom
   * @return zero when it may pass, else how long to wait
   */
  public Duration take(Door door, String key) {
    var limit = limits.get(door);
    return limit == null ? Duration.ZERO : counted(door, key, limit.take(key));
  }

  /** Whether one more would be let through, and if not, how long to wait. */
  public Duration look(Door door, String key) {
    var limit = limits.get(door);
    return limit == null ? Duration.ZERO : counted(door, key, limit.look(key));
  }

  /** A wait as {@code Retry-After} says it: whole seconds, at least one. */
  public static String retryAfter(Duration wait) {
    return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
  }

  private Duration counted(Door door, String key, Duration wait) {
    if (!wait.isZero()) {
      observer.limited(door);
      var notice = limits.get(Door.NOTICE);
      // of persons nothing is told
      if (door != Door.APP_IDENTITY && notice != null && notice.take(key).isZero()) {
        LOG.log(Level.WARNING, "RD-6030 too much from {0}: {1}", key, door.label());
      }
    }
    return wait;
  }
}
