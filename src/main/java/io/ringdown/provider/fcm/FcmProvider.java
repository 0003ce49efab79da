package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Address;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.delivery.PushProvider;
import io.ringdown.provider.AccessTokens;
import io.ringdown.provider.BearerSender;
import io.ringdown.provider.DeadlineBound;
import io.ringdown.provider.Grant;
import io.ringdown.provider.OpenCredentials;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.OutboundRequest;
import io.ringdown.provider.PayloadFields;
import io.ringdown.provider.TokenEndpoint;
import io.ringdown.provider.Turnstile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to Android devices through Firebase Cloud Messaging, HTTP v1. It never blocks its
 * caller: the credential store is asked, and every stage completed, on the executor. Thread-safe;
 * lives as long as the application, and {@link #close} waits for what is still on its way.
 *
 * @see <a href="https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send">
 *     Firebase: projects.messages.send</a>
 */
public final class FcmProvider implements PushProvider, AutoCloseable {
  /** {@code fcm}. */
  public static final Channel CHANNEL = new Channel("fcm");

  /** Where Google listens. */
  public static final URI GOOGLE = URI.create("https://fcm.googleapis.com");

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final Set<String> OUTAGES = Set.of("UNAVAILABLE", "INTERNAL");
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(9);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final BearerSender<FcmAccess> sender;
  private final String root;
  private final OutboundHttp http;
  private final DeadlineBound bound;

  /**
   * @param url where FCM listens, normally {@link #GOOGLE}
   * @param http a line of its own, for its width is used up to the last; closed with the provider
   * @param executor may block in the store; shared with {@code http} or not
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public FcmProvider(
      URI url,
      OutboundHttp http,
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.http = http;
    this.root = url.toString().replaceFirst("/+$", "");
    this.bound = new DeadlineBound(executor);
    Turnstile line = new Turnstile(executor, http::width);
    OpenCredentials<FcmAccess> credentials =
        new OpenCredentials<>(
            store,
            executor,
            clock,
            FcmCredentialFormat.TYPE,
            credential ->
                ServiceAccount.of(credential.content())
                    .map(account -> new FcmAccess(account, tokens(account), line.gate())));
    this.sender = new BearerSender<>(http, credentials, clock, new FcmTranslator());
  }

  private AccessTokens tokens(ServiceAccount account) {
    TokenEndpoint endpoint =
        new TokenEndpoint(
            http,
            clock,
            account.tokenUri(),
            () -> Assertion.form(account, clock.instant()),
            "the service account of project " + account.projectId());
    return new AccessTokens(nanoTime, endpoint::ask);
  }

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.of(FcmCredentialFormat.TYPE);
  }

  @Override
  public int laneWidth() {
    return Math.min(OutboundHttp.WIDEST / 2, http.width());
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    Address address = target.address();
    if (address == null) {
      return Optional.of(new TargetProblem("/address", "must be the FCM registration token"));
    }
    if (!TOKEN.matcher(address.value()).matches()) {
      return Optional.of(
          new TargetProblem("/address", "must be printable ASCII without blanks, as FCM gives it"));
    }
    if (!target.keys().isEmpty()) {
      return Optional.of(new TargetProblem("/keys", "must be absent: this channel has none"));
    }
    return Optional.empty();
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    Instant now = clock.instant();
    Instant deadline = delivery.call().deadline();
    if (!now.isBefore(deadline)) {
      return CompletableFuture.completedFuture(new Expired(Duration.between(deadline, now)));
    }
    Optional<PayloadFields> fields = PayloadFields.read(delivery.call().payload());
    if (fields.isEmpty()) {
      return refused("payload_malformed", "the payload is not one JSON object in UTF-8");
    }
    int size = fields.get().size();
    if (size > FcmMessage.MAX_SIZE) {
      return refused(
          "payload_too_large",
          size + " bytes of keys and values; FCM allows " + FcmMessage.MAX_SIZE);
    }
    Address address = delivery.target().address();
    if (address == null) {
      return refused("address_missing", "the binding has no registration token");
    }
    CredentialRef credential = delivery.credential();
    if (credential == null) {
      return CompletableFuture.completedFuture(OpenCredentials.MISSING);
    }
    return bound.send(
        Duration.between(now, deadline),
        () ->
            sender.send(
                delivery.call().account(),
                credential,
                deadline,
                (access, left) -> request(access, FcmMessage.body(address, fields.get(), left))));
  }

  /** Sends a message that Google only validates: it knows whether the token is registered. */
  @Override
  public Optional<CompletionStage<DeliveryOutcome>> probe(
      AccountSid account, Target target, @Nullable CredentialRef credential) {
    Address address = target.address();
    if (address == null) {
      return Optional.of(refused("address_missing", "the binding has no registration token"));
    }
    if (credential == null) {
      return Optional.of(CompletableFuture.completedFuture(OpenCredentials.MISSING));
    }
    Instant deadline = clock.instant().plus(LONGEST_PROBE);
    return Optional.of(
        bound.send(
            LONGEST_PROBE,
            () ->
                sender.send(
                    account,
                    credential,
                    deadline,
                    (access, left) -> request(access, FcmMessage.probe(address)))));
  }

  private OutboundRequest request(FcmAccess access, byte[] body) {
    return OutboundRequest.post(
        URI.create(root + "/v1/projects/" + access.account().projectId() + "/messages:send"),
        "application/json; charset=utf-8",
        body);
  }

  /** Asks Google for an access token, for which it must know the service account and its key. */
  @Override
  public CompletionStage<ProviderAnswer> check(PushCredential credential) {
    return ServiceAccount.of(credential.content())
        .map(account -> tokens(account).current().thenApply(Grant::answer))
        .orElseGet(
            () ->
                CompletableFuture.completedFuture(
                    ProviderAnswer.no("credential_unusable", "what is stored cannot be read")));
  }

  @Override
  public boolean isOutage(Deferred deferred) {
    return PushProvider.super.isOutage(deferred) || OUTAGES.contains(deferred.code());
  }

  @Override
  public boolean blamesCredential(Refused refused) {
    return PushProvider.super.blamesCredential(refused)
        || FcmTranslator.DISTRUST.contains(refused.code());
  }

  private static CompletionStage<DeliveryOutcome> refused(String code, String detail) {
    return CompletableFuture.completedFuture(new Refused(code, detail));
  }

  /** Takes nothing more and waits for what is on its way, some seconds at most. */
  @Override
  public void close() {
    bound.close("FCM");
    http.close();
  }
}
