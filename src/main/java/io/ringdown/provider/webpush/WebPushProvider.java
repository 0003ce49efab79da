package io.ringdown.provider.webpush;

import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Address;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.CallNotification;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.delivery.PushProvider;
import io.ringdown.provider.DeadlineBound;
import io.ringdown.provider.EndpointLine;
import io.ringdown.provider.OpenCredentials;
import io.ringdown.provider.OpenCredentials.Found;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Delivers to browsers through whatever push service their subscriptions name: the body as it came,
 * encrypted for the browser alone. It never blocks its caller. Thread-safe; lives as long as the
 * application, and {@link #close} waits for what is still on its way.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8030#section-5">RFC 8030, 5: requesting push
 *     message delivery</a>
 */
public final class WebPushProvider implements PushProvider, AutoCloseable {
  /** {@code web-push}. */
  public static final Channel CHANNEL = new Channel("web-push");

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  // 24 bytes are the 32 characters that a topic may have
  private static final int TOPIC_BYTES = 24;

  private final EndpointLine line;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final OpenCredentials<VapidAccess> credentials;
  private final DeadlineBound bound;

  /**
   * @param line its own, so that no other channel waits behind servers that hang; closed with it
   * @param executor may block in the store
   * @param random cannot be guessed
   */
  public WebPushProvider(
      EndpointLine line,
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      RandomGenerator random) {
    this.line = line;
    this.clock = clock;
    this.random = random;
    this.bound = new DeadlineBound(executor);
    this.credentials =
        new OpenCredentials<>(
            store, executor, clock, WebPushCredentialFormat.TYPE, VapidAccess::open);
  }

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.of(WebPushCredentialFormat.TYPE);
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
        address == null
            ? Optional.of("must be the endpoint, a URL of https")
            : line.objection(address.value());
    if (objection.isPresent()) {
      return objection.map(detail -> new TargetProblem("/address", detail));
    }
    return Subscription.objection(target.keys());
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var now = clock.instant();
    var call = delivery.call();
    if (!now.isBefore(call.deadline())) {
      return done(new Expired(Duration.between(call.deadline(), now)));
    }
    var size = call.payload().bytes().length;
    if (size > MessageEncryption.MAX_PLAINTEXT) {
      return done(
          new Refused(
              "payload_too_large",
              size + " bytes; Web Push allows " + MessageEncryption.MAX_PLAINTEXT));
    }
    var address = delivery.target().address();
    if (address == null) {
      return done(new Refused("address_missing", "the binding has no endpoint"));
    }
    var subscription = Subscription.of(delivery.target().keys());
    if (subscription.isEmpty()) {
      return done(new Refused("keys_missing", "the binding has no keys to encrypt with"));
    }
    var credential = delivery.credential();
    if (credential == null) {
      return done(OpenCredentials.MISSING);
    }
    return bound.send(
        Duration.between(now, call.deadline()),
        () ->
            credentials
                .find(call.account(), credential)
                .thenCompose(
                    found ->
                        found instanceof Found.Usable<VapidAccess> usable
                            ? post(usable.access(), address, subscription.get(), call)
                            : done(((Found.Unusable<VapidAccess>) found).outcome())));
  }

  private CompletionStage<DeliveryOutcome> post(
      VapidAccess access, Address address, Subscription subscription, CallNotification call) {
    var now = clock.instant();
    var left = Duration.between(now, call.deadline());
    if (left.isNegative() || left.isZero()) {
      return done(new Expired(left.negated()));
    }
    var endpoint = URI.create(address.value());
    var body = MessageEncryption.encrypt(call.payload().bytes(), subscription, random);
    return line.post(
            endpoint,
            headers(access.authorization(endpoint, now), call, left),
            body,
            left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT)
        .handle(
            (answer, failure) ->
                failure == null
                    ? WebPushTranslator.outcome(answer, address, clock.instant())
                    : EndpointLine.failed(failure));
  }

  private static Map<String, String> headers(
      String authorization, CallNotification call, Duration left) {
    var headers = new TreeMap<String, String>();
    headers.put("Authorization", authorization);
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("Content-Type", "application/octet-stream");
    // whole seconds, rounded down, so that nobody rings late
    headers.put("TTL", String.valueOf(left.toSeconds()));
    headers.put("Urgency", "high");
    headers.put("Topic", topic(call));
    return headers;
  }

  /** The same for each try and each notification of one call, which replace one another. */
  private static String topic(CallNotification call) {
    var sid = call.callSid();
    var name = sid == null ? call.messageId().value() : sid.value();
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return P256.text(Arrays.copyOf(hash, TOPIC_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  @Override
  public boolean blamesCredential(Refused refused) {
    return PushProvider.super.blamesCredential(refused)
        || WebPushTranslator.DISTRUST.contains(refused.code());
  }

  /** Nobody judges VAPID keys before a message comes: they are good when they are a pair. */
  @Override
  public CompletionStage<ProviderAnswer> check(PushCredential credential) {
    return CompletableFuture.completedFuture(
        VapidAccess.open(credential).isPresent()
            ? ProviderAnswer.OK
            : ProviderAnswer.no("credential_unusable", "what is stored cannot be read"));
  }

  private static CompletionStage<DeliveryOutcome> done(DeliveryOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  /** Takes nothing more and waits for what is on its way, some seconds at most. */
  @Override
  public void close() {
    bound.close("push services of browsers");
    line.close();
  }
}
