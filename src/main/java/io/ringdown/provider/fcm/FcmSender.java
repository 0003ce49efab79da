package io.ringdown.provider.fcm;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.provider.HttpAnswer;
import io.ringdown.provider.LineFailure;
import io.ringdown.provider.OpenCredentials;
import io.ringdown.provider.OpenCredentials.Found;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.fcm.Grant.Granted;
import io.ringdown.provider.fcm.Grant.Withheld;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings one push to FCM: credential, access token, request, answer; and once more with a new token
 * when the first is not accepted. Thread-safe.
 */
final class FcmSender {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final String root;
  private final OutboundHttp http;
  private final OpenCredentials<FcmAccess> credentials;
  private final InstantSource clock;

  /**
   * @param url where FCM listens
   */
  FcmSender(
      URI url, OutboundHttp http, OpenCredentials<FcmAccess> credentials, InstantSource clock) {
    this.root = url.toString().replaceFirst("/+$", "");
    this.http = http;
    this.credentials = credentials;
    this.clock = clock;
  }

  CompletionStage<DeliveryOutcome> send(Push push) {
    return credentials
        .find(push.account(), push.credential())
        .thenCompose(
            found -> {
              if (found instanceof Found.Usable<FcmAccess> usable) {
                return sendAs(push, usable.access());
              }
              return CompletableFuture.completedFuture(
                  ((Found.Unusable<FcmAccess>) found).outcome());
            });
  }

  private CompletionStage<DeliveryOutcome> sendAs(Push push, FcmAccess access) {
    return access
        .tokens()
        .current()
        .thenCompose(grant -> attempt(push, access, grant))
        .thenCompose(
            first -> {
              if (first.rejected().isEmpty()) {
                return CompletableFuture.completedFuture(first.outcome());
              }
              return access
                  .tokens()
                  .insteadOf(first.rejected().get())
                  .thenCompose(grant -> attempt(push, access, grant))
                  .thenApply(Attempt::outcome);
            });
  }

  private CompletionStage<Attempt> attempt(Push push, FcmAccess access, Grant grant) {
    if (grant instanceof Withheld withheld) {
      return CompletableFuture.completedFuture(Attempt.of(withheld.outcome()));
    }
    Granted granted = (Granted) grant;
    return access
        .gate()
        .pass(() -> post(push, access.account(), granted))
        .handle(
            (answer, failure) ->
                failure == null
                    ? answer.map(given -> answered(given, granted)).orElseGet(() -> late(push))
                    : Attempt.of(LineFailure.deferred(failure)));
  }

  /** Sends, unless waiting for our turn has taken too long. */
  private CompletionStage<Optional<HttpAnswer>> post(
      Push push, ServiceAccount account, Granted granted) {
    Duration left = push.timeLeft(clock.instant());
    if (left.isNegative() || left.isZero()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return http.send(
            OutboundHttp.request(
                    URI.create(root + "/v1/projects/" + account.projectId() + "/messages:send"))
                .header("Authorization", "Bearer " + granted.token())
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(
                    BodyPublishers.ofByteArray(
                        FcmMessage.body(push.address(), push.fields(), left))),
            left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)
        .thenApply(Optional::of);
  }

  private Attempt late(Push push) {
    return Attempt.of(new Expired(push.timeLeft(clock.instant()).negated()));
  }

  private Attempt answered(HttpAnswer answer, Granted granted) {
    return new Attempt(
        FcmTranslator.outcome(answer, clock.instant()),
        FcmTranslator.isUnauthenticated(answer) ? Optional.of(granted) : Optional.empty());
  }

  /**
   * @param rejected the access token, when FCM did not accept it
   */
  private record Attempt(DeliveryOutcome outcome, Optional<Granted> rejected) {
    static Attempt of(DeliveryOutcome outcome) {
      return new Attempt(outcome, Optional.empty());
    }
  }
}
