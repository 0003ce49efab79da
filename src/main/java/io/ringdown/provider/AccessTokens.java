package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.Grant.Granted;
import io.ringdown.provider.Grant.Withheld;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final InstantSource clock;
  private final Supplier<CompletionStage<Grant>> endpoint;

  private @Nullable Granted held;
  private @Nullable Withheld withheld;
  private @Nullable CompletableFuture<Grant> asking;
  private Instant noRenewalBefore = Instant.MIN;

  /**
   * @param endpoint asks for a new token; its stage never fails
   */
  public AccessTokens(InstantSource clock, Supplier<CompletionStage<Grant>> endpoint) {
    this.clock = clock;
    this.endpoint = endpoint;
  }

  /** A token that works as far as we know. */
  public CompletionStage<Grant> current() {
    CompletableFuture<Grant> mine = null;
    CompletableFuture<Grant> answer;
    synchronized (this) {
      Instant now = clock.instant();
      Granted token = held;
      if (token != null && now.isBefore(token.renewAt())) {
        return CompletableFuture.completedFuture(token);
      }
      boolean usable = token != null && now.isBefore(token.staleAt());
      Withheld failure = withheld;
      if (asking == null && failure != null && now.isBefore(failure.askAgainAt())) {
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
      Instant now = clock.instant();
      if (rejected.equals(held)) {
        if (now.isBefore(noRenewalBefore)) {
          return CompletableFuture.completedFuture(
              new Withheld(
                  new Refused("401", "the access token is not accepted, nor was a new one"),
                  noRenewalBefore));
        }
        noRenewalBefore = now.plus(RENEWAL_PAUSE);
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
              clock.instant()));
    }
  }

  private void keep(CompletableFuture<Grant> mine, Grant grant) {
    synchronized (this) {
      asking = null;
      if (grant instanceof Granted token) {
        held = token;
        withheld = null;
      } else if (grant instanceof Withheld failure) {
        withheld = failure;
      }
    }
    mine.complete(grant);
  }
}
