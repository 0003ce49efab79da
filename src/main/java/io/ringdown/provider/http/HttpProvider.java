package io.ringdown.provider.http;

import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.Secret;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.PushProvider;
import io.ringdown.provider.DeadlineBound;
import io.ringdown.provider.EndpointLine;
import io.ringdown.provider.HttpAnswer;
import io.ringdown.provider.OpenCredentials;
import io.ringdown.provider.OpenCredentials.Found;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Delivers to servers of the developer's own: the body as it came, signed. It never blocks its
 * caller. Thread-safe; lives as long as the application, and {@link #close} waits for what is still
 * on its way.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">
 *     Standard Webhooks</a>
 */
public final class HttpProvider implements PushProvider, AutoCloseable {
  /** {@code http}. */
  public static final Channel CHANNEL = new Channel("http");

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final EndpointLine line;
  private final InstantSource clock;
  private final OpenCredentials<WebhookSecret> credentials;
  private final DeadlineBound bound;

  /**
   * @param line its own, so that no other channel waits behind servers that hang; closed with it
   * @param executor may block in the store
   */
  public HttpProvider(
      EndpointLine line, CredentialStore store, Executor executor, InstantSource clock) {
    this.line = line;
    this.clock = clock;
    this.bound = new DeadlineBound(executor);
    this.credentials =
        new OpenCredentials<>(
            store,
            executor,
            clock,
            HttpCredentialFormat.TYPE,
            credential ->
                Optional.ofNullable(credential.content().secrets().get(HttpCredentialFormat.SECRET))
                    .map(Secret::reveal)
                    .flatMap(WebhookSecret::parse));
  }

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.of(HttpCredentialFormat.TYPE);
  }

  /** The server that the address names: one that is down says nothing about another. */
  @Override
  public Optional<String> destination(Delivery delivery) {
    return EndpointLine.destination(delivery.target().address());
  }

  /** Of a credential and a server. */
  @Override
  public int laneWidth() {
    return EndpointLine.MOST_TO_ONE;
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    var address = target.address();
    var objection =
        address == null ? Optional.of("must be a URL of https") : line.objection(address.value());
    if (objection.isPresent()) {
      return objection.map(detail -> new TargetProblem("/address", detail));
    }
    return target.keys().isEmpty()
        ? Optional.empty()
        : Optional.of(new TargetProblem("/keys", "must be absent: this channel has none"));
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var now = clock.instant();
    var deadline = delivery.call().deadline();
    if (!now.isBefore(deadline)) {
      return done(new Expired(Duration.between(deadline, now)));
    }
    var address = delivery.target().address();
    if (address == null) {
      return done(new Refused("address_missing", "the binding has no URL"));
    }
    var credential = delivery.credential();
    if (credential == null) {
      return done(OpenCredentials.MISSING);
    }
    var url = URI.create(address.value());
    return bound.send(
        Duration.between(now, deadline),
        () ->
            credentials
                .find(delivery.call().account(), credential)
                .thenCompose(
                    found ->
                        found instanceof Found.Usable<WebhookSecret> usable
                            ? post(url, usable.access(), delivery)
                            : done(((Found.Unusable<WebhookSecret>) found).outcome())));
  }

  private CompletionStage<DeliveryOutcome> post(URI url, WebhookSecret secret, Delivery delivery) {
    var now = clock.instant();
    var left = Duration.between(now, delivery.call().deadline());
    if (left.isNegative() || left.isZero()) {
      return done(new Expired(left.negated()));
    }
    var body = delivery.call().payload().bytes();
    // The same for each try, so that the server recognises a repetition.
    var id = delivery.sid().value();
    var timestamp = now.getEpochSecond();
    var headers =
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            id,
            "webhook-timestamp",
            String.valueOf(timestamp),
            "webhook-signature",
            secret.sign(id, timestamp, body));
    return line.post(url, headers, body, left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)
        .handle(
            (answer, failure) ->
                failure == null
                    ? outcome(id, answer, clock.instant())
                    : EndpointLine.failed(failure));
  }

  private static DeliveryOutcome outcome(String id, HttpAnswer answer, Instant now) {
    var code = String.valueOf(answer.status());
    if (answer.succeeded()) {
      return new Accepted(Optional.of(id));
    }
    return switch (answer.status()) {
      case 404, 410 -> new BindingGone(Optional.empty(), code, "the server knows no such receiver");
      case 408, 425, 429 -> new Deferred(answer.retryAfter(now), code, "the server is busy");
      default ->
          answer.status() >= 500
              ? new Deferred(answer.retryAfter(now), code, "the server has trouble")
              : new Refused(code, "the server refuses the message");
    };
  }

  private static CompletionStage<DeliveryOutcome> done(DeliveryOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  /** Takes nothing more and waits for what is on its way, some seconds at most. */
  @Override
  public void close() {
    bound.close("servers of bindings");
    line.close();
  }
}
