package io.ringdown.provider;

import io.ringdown.account.CredentialRef;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.provider.Grant.Granted;
import io.ringdown.provider.Grant.Withheld;
import io.ringdown.provider.OpenCredentials.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings one push to a service that wants an access token: credential, token, request, answer; and
 * once more with a new token when the first is not accepted. Thread-safe.
 */
public final class BearerSender<A extends BearerSender.Access> {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final OutboundHttp http;
  private final OpenCredentials<A> credentials;
  private final InstantSource clock;
  private final Answers answers;

  public BearerSender(
      OutboundHttp http, OpenCredentials<A> credentials, InstantSource clock, Answers answers) {
    this.http = http;
    this.credentials = credentials;
    this.clock = clock;
    this.answers = answers;
  }

  /** One credential in use. */
  public interface Access {
    /** The access token that it has. */
    AccessTokens tokens();

    /** Where its messages line up. */
    Turnstile.Gate gate();
  }

  /** What is to be sent. */
  @FunctionalInterface
  public interface Message<A> {
    /** The request, without its access token. */
    OutboundRequest request(A access, Duration timeLeft);
  }

  /** How the service's answers are read. */
  public interface Answers {
    /** What the answer means for a delivery that ends with it. */
    DeliveryOutcome outcome(HttpAnswer answer, Instant now);

    /** Whether the answer is about our access token, which another may mend. */
    boolean isUnauthenticated(HttpAnswer answer);
  }

  /** Sends; the stage may never end, and then the caller ends it. */
  public CompletionStage<DeliveryOutcome> send(
      AccountSid account, CredentialRef credential, Instant deadline, Message<A> message) {
    return credentials
        .find(account, credential)
        .thenCompose(
            found -> {
              if (found instanceof Found.Usable<A> usable) {
                return sendAs(new Push<>(usable.access(), deadline, message));
              }
              return CompletableFuture.completedFuture(((Found.Unusable<A>) found).outcome());
            });
  }

  private CompletionStage<DeliveryOutcome> sendAs(Push<A> push) {
    var tokens = push.access.tokens();
    return tokens
        .current()
        .thenCompose(grant -> attempt(push, grant))
        .thenCompose(
            first -> {
              if (first.rejected().isEmpty()) {
                return CompletableFuture.completedFuture(first.outcome());
              }
              return tokens
                  .insteadOf(first.rejected().get())
                  .thenCompose(grant -> attempt(push, grant))
                  .thenApply(Attempt::outcome);
            });
  }

  private CompletionStage<Attempt> attempt(Push<A> push, Grant grant) {
    if (grant instanceof Withheld withheld) {
      return CompletableFuture.completedFuture(Attempt.of(withheld.outcome()));
    }
    Granted granted = (Granted) grant;
    return push.access
        .gate()
        .pass(() -> post(push, granted))
        .handle(
            (answer, failure) ->
                failure == null
                    ? answer.map(given -> answered(given, granted)).orElseGet(() -> late(push))
                    : Attempt.of(LineFailure.deferred(failure)));
  }

  /** Sends, unless waiting for our turn has taken too long. */
  private CompletionStage<Optional<HttpAnswer>> post(Push<A> push, Granted granted) {
    Duration left = Duration.between(clock.instant(), push.deadline);
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return http.send(
            push.message
                .request(push.access, left)
                .with("Authorization", "Bearer " + granted.token()),
            left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)
        .thenApply(Optional::of);
  }

  private Attempt late(Push<A> push) {
    return Attempt.of(new Expired(Duration.between(push.deadline, clock.instant())));
  }

  private Attempt answered(HttpAnswer answer, Granted granted) {
    return new Attempt(
        answers.outcome(answer, clock.instant()),
        answers.isUnauthenticated(answer) ? Optional.of(granted) : Optional.empty());
  }

  private record Push<A>(A access, Instant deadline, Message<A> message) {}

  /**
   * @param rejected the access token, when it was not accepted
   */
  private record Attempt(DeliveryOutcome outcome, Optional<Granted> rejected) {
    static Attempt of(DeliveryOutcome outcome) {
      return new Attempt(outcome, Optional.empty());
    }
  }
}
