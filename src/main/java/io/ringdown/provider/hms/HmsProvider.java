package io.ringdown.provider.hms;

import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.account.Secret;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Delivers to Huawei devices through HMS Push Kit, v2. It never blocks its caller. Thread-safe;
 * lives as long as the application, and {@link #close} waits for what is still on its way.
 */
public final class HmsProvider implements PushProvider, AutoCloseable {
  /** {@code hms}. */
  public static final Channel CHANNEL = new Channel("hms");

  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final OutboundHttp http;
  private final String root;
  private final URI tokenUrl;
  private final BearerSender<HmsAccess> sender;
  private final DeadlineBound bound;

  /**
   * @param url where messages are sent to
   * @param tokenUrl where access tokens come from
   * @param http a line of its own, for its width is used up to the last; closed with the provider
   * @param executor may block in the store
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public HmsProvider(
      URI url,
      URI tokenUrl,
      OutboundHttp http,
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.http = http;
    this.root = url.toString();
    this.tokenUrl = tokenUrl;
    this.bound = new DeadlineBound(executor);
    var line = new Turnstile(executor, http::width);
    var credentials =
        new OpenCredentials<>(
            store, executor, clock, HmsCredentialFormat.TYPE, found -> open(found, line));
    this.sender = new BearerSender<>(http, credentials, clock, new HmsTranslator());
  }

  private Optional<HmsAccess> open(PushCredential credential, Turnstile line) {
    var secret = credential.content().secrets().get(HmsCredentialFormat.APP_SECRET);
    return secret != null
            && credential.content().shown().get(HmsCredentialFormat.APP_ID) instanceof String id
        ? Optional.of(new HmsAccess(id, tokens(id, secret), line.gate()))
        : Optional.empty();
  }

  private AccessTokens tokens(String appId, Secret secret) {
    var form =
        "grant_type=client_credentials&client_id="
            + appId
            + "&client_secret="
            + URLEncoder.encode(secret.reveal(), StandardCharsets.UTF_8);
    var endpoint = new TokenEndpoint(http, clock, tokenUrl, () -> form, "the Huawei app " + appId);
    return new AccessTokens(nanoTime, endpoint::ask);
  }

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.of(HmsCredentialFormat.TYPE);
  }

  @Override
  public int laneWidth() {
    return Math.min(OutboundHttp.WIDEST / 2, http.width());
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    var address = target.address();
    if (address == null || !TOKEN.matcher(address.value()).matches()) {
      return Optional.of(
          new TargetProblem("/address", "must be the push token: printable ASCII without blanks"));
    }
    return target.keys().isEmpty()
        ? Optional.empty()
        : Optional.of(new TargetProblem("/keys", "must be absent: this channel has none"));
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var now = clock.instant();
    var call = delivery.call();
    var deadline = call.deadline();
    if (!now.isBefore(deadline)) {
      return CompletableFuture.completedFuture(new Expired(Duration.between(deadline, now)));
    }
    if (PayloadFields.read(call.payload()).isEmpty()) {
      return refused("payload_malformed", "the payload is not one JSON object in UTF-8");
    }
    var size = call.payload().bytes().length;
    if (size > HmsMessage.MAX_SIZE) {
      return refused("payload_too_large", size + " bytes; Huawei allows " + HmsMessage.MAX_SIZE);
    }
    var address = delivery.target().address();
    if (address == null) {
      return refused("address_missing", "the binding has no push token");
    }
    var credential = delivery.credential();
    if (credential == null) {
      return CompletableFuture.completedFuture(OpenCredentials.MISSING);
    }
    return bound.send(
        Duration.between(now, deadline),
        () ->
            sender.send(
                call.account(),
                credential,
                deadline,
                (access, left) ->
                    request(access, HmsMessage.body(address, call.payload(), left, false))));
  }

  private OutboundRequest request(HmsAccess access, byte[] body) {
    return OutboundRequest.post(
        URI.create(root + "/v2/" + access.appId() + "/messages:send"),
        "application/json; charset=utf-8",
        body);
  }

  /** Asks Huawei for an access token, for which it must know the app and its secret. */
  @Override
  public CompletionStage<ProviderAnswer> check(PushCredential credential) {
    var secret = credential.content().secrets().get(HmsCredentialFormat.APP_SECRET);
    if (secret == null
        || !(credential.content().shown().get(HmsCredentialFormat.APP_ID) instanceof String id)) {
      return CompletableFuture.completedFuture(
          ProviderAnswer.no("credential_unusable", "what is stored cannot be read"));
    }
    return tokens(id, secret).current().thenApply(Grant::answer);
  }

  @Override
  public boolean isOutage(Deferred deferred) {
    return PushProvider.super.isOutage(deferred) || HmsTranslator.isTrouble(deferred.code());
  }

  @Override
  public boolean blamesCredential(Refused refused) {
    return PushProvider.super.blamesCredential(refused)
        || HmsTranslator.DISTRUST.contains(refused.code());
  }

  private static CompletionStage<DeliveryOutcome> refused(String code, String detail) {
    return CompletableFuture.completedFuture(new Refused(code, detail));
  }

  /** Takes nothing more and waits for what is on its way, some seconds at most. */
  @Override
  public void close() {
    bound.close("Huawei");
    http.close();
  }
}
