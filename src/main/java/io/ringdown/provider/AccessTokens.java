package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.Grant.Granted;
import io.ringdown.provider.Grant.Withheld;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The access token of one credential, shared by all its deliveries: however many need it, one asks.
 * It is renewed in the background shortly before its end; a failure is remembered for a short
 * while, so that an outage is not made worse. Its stages never fail. Thread-safe.
 */
public final class AccessTokens {
  /** So soon after a renewal another would not help. */
  private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private final Supplier<CompletionStage<Grant>> endpoint;

  private @Nullable Granted held;
  private @Nullable Withheld withheld;
  private @Nullable CompletableFuture<Grant> asking;
  private long heldSince;
  private long withheldSince;
  private long renewedAt;

  /**
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}: one that is set would keep a
   *     failure for as long as it was set back
   * @param endpoint asks for a new token; its stage never fails
   */
  public AccessTokens(LongSupplier nanoTime, Supplier<CompletionStage<Grant>> endpoint) {
    this.nanoTime = nanoTime;
    this.renewedAt = nanoTime.getAsLong() - RENEWAL_PAUSE.toNanos();
    this.endpoint = endpoint;
  }

  /** A token that works as far as we know. */
  public CompletionStage<Grant> current() {
    CompletableFuture<Grant> mine = null;
    CompletableFuture<Grant> answer;
    synchronized (this) {
      Granted token = held;
      if (token != null && isWithin(heldSince, token.renewAfter())) {
        return CompletableFuture.completedFuture(token);
      }
      boolean usable = token != null && isWithin(heldSince, token.staleAfter());
      Withheld failure = withheld;
      if (asking == null && failure != null && isWithin(withheldSince, failure.pause())) {
        return CompletableFuture.completedFuture(usable ? token : failure);
      }
      answer = asking;
      if (answer == null) {
        mine = new CompletableFuture<>();
        asking = mine;
        answer = mine;
      }
      if (usable) {
        answer = CompletableFuture.completedFuture(token);
      }
    }
    if (mine != null) {
      ask(mine);
    }
    return answer;
  }

  /**
   * A token in place of one that the service did not accept: the one that another delivery has got
   * since, or a new one. When even a new one is not accepted, no more are asked for during a pause.
   */
  public CompletionStage<Grant> insteadOf(Granted rejected) {
    synchronized (this) {
      if (rejected.equals(held)) {
        if (isWithin(renewedAt, RENEWAL_PAUSE)) {
          return CompletableFuture.completedFuture(
              new Withheld(
                  new Refused("401", "the access token is not accepted, nor was a new one"),
                  RENEWAL_PAUSE));
        }
        renewedAt = nanoTime.getAsLong();
        held = null;
      }
    }
    return current();
  }

  private void ask(CompletableFuture<Grant> mine) {
    try {
      endpoint.get().thenAccept(grant -> keep(mine, grant));
    } catch (RuntimeException e) {
      keep(
          mine,
          new Withheld(
              new Deferred(Optional.empty(), "internal", "no access token could be asked for"),
              Duration.ZERO));
    }
  }

  private void keep(CompletableFuture<Grant> mine, Grant grant) {
    synchronized (this) {
      asking = null;
      if (grant instanceof Granted token) {
        held = token;
        heldSince = nanoTime.getAsLong();
        withheld = null;
      } else if (grant instanceof Withheld failure) {
        withheld = failure;
        withheldSince = nanoTime.getAsLong();
      }
    }
    mine.complete(grant);
  }

  private boolean isWithin(long since, Duration time) {
    return nanoTime.getAsLong() - since < time.toNanos();
  }
}
