package io.ringdown.provider.apns;

import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.delivery.PushProvider;
import io.ringdown.provider.DeadlineBound;
import io.ringdown.provider.LineFailure;
import io.ringdown.provider.OpenCredentials;
import io.ringdown.provider.OpenCredentials.Found;
import io.ringdown.provider.PayloadFields;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to Apple devices, as VoIP pushes or as alerts. It never blocks its caller. A token that
 * one environment does not know is tried once in the other, and what that finds out corrects the
 * binding. Thread-safe; lives as long as the application, and {@link #close} waits for what is
 * still on its way.
 */
public final class ApnsProvider implements PushProvider, AutoCloseable {
  /** {@code apns-voip}. */
  public static final Channel VOIP = new Channel("apns-voip");

  /** {@code apns}. */
  public static final Channel ALERT = new Channel("apns");

  private static final Pattern TOKEN = Pattern.compile("(?:[0-9A-Fa-f]{2}){32,100}");
  private static final String NOBODY = "0".repeat(64);
  private static final Duration CHECK_WITHIN = Duration.ofSeconds(10);

  private static final String OLD_PROVIDER_TOKEN = "ExpiredProviderToken";

  /** What Apple says about a token only after it has believed us. */
  private static final Set<String> BELIEVED =
      Set.of(ApnsTranslator.BAD_TOKEN, "Unregistered", "ExpiredToken");

  private final Channel channel;
  private final ApnsMessage message;
  private final ApnsLine line;
  private final InstantSource clock;
  private final DeadlineBound bound;

  private ApnsProvider(
      Channel channel, ApnsMessage message, ApnsLine line, Executor executor, InstantSource clock) {
    this.channel = channel;
    this.message = message;
    this.line = line;
    this.clock = clock;
    this.bound = new DeadlineBound(executor);
  }

  /**
   * The provider of VoIP pushes.
   *
   * @param line shared with the other provider, and closed by whoever made it
   */
  public static ApnsProvider voip(ApnsLine line, Executor executor, InstantSource clock) {
    return new ApnsProvider(VOIP, ApnsMessage.VOIP, line, executor, clock);
  }

  /** The provider of alerts. */
  public static ApnsProvider alert(ApnsLine line, Executor executor, InstantSource clock) {
    return new ApnsProvider(ALERT, ApnsMessage.ALERT, line, executor, clock);
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.of(ApnsCredentialFormat.TYPE);
  }

  /** A credential has connections of its own, each with up to a thousand streams. */
  @Override
  public int laneWidth() {
    return 400;
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    var address = target.address();
    if (address == null || !TOKEN.matcher(address.value()).matches()) {
      return Optional.of(
          new TargetProblem("/address", "must be the device token: 64 to 200 hex digits"));
    }
    if (!target.keys().isEmpty()) {
      return Optional.of(new TargetProblem("/keys", "must be absent: this channel has none"));
    }
    return Optional.empty();
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var now = clock.instant();
    var deadline = delivery.call().deadline();
    if (!now.isBefore(deadline)) {
      return CompletableFuture.completedFuture(new Expired(Duration.between(deadline, now)));
    }
    var fields = PayloadFields.read(delivery.call().payload());
    if (fields.isEmpty()) {
      return done(new Refused("payload_malformed", "the payload is not one JSON object in UTF-8"));
    }
    var refusal = message.refusal(fields.get());
    if (refusal.isPresent()) {
      return done(refusal.get());
    }
    var credential = delivery.credential();
    var address = delivery.target().address();
    if (credential == null) {
      return done(OpenCredentials.MISSING);
    }
    if (address == null) {
      return done(new Refused("address_missing", "the binding has no device token"));
    }
    return bound.send(
        Duration.between(now, deadline),
        () ->
            line.credentials()
                .find(delivery.call().account(), credential)
                .thenCompose(
                    found ->
                        found instanceof Found.Usable<ApnsAccess> usable
                            ? sendAs(usable.access(), address.value(), delivery)
                            : done(((Found.Unusable<ApnsAccess>) found).outcome())));
  }

  private CompletionStage<DeliveryOutcome> sendAs(
      ApnsAccess access, String token, Delivery delivery) {
    var payload = message.payload(access, delivery.call());
    var tooLarge = message.tooLarge(payload);
    if (tooLarge.isPresent()) {
      return done(tooLarge.get());
    }
    var push =
        message.notification(
            token, access.bundleId(), payload, delivery.call(), () -> isLate(delivery));
    var named = ApnsEnvironment.of(delivery.target().environment());
    return send(access, named, push)
        .thenCompose(
            first -> {
              if (!isBadToken(first) || isLate(delivery)) {
                return done(outcome(first, null));
              }
              return send(access, named.other(), push)
                  .thenApply(
                      second ->
                          // the other one may be away, or not have our key: the token is unknown
                          // here all the same
                          second.isAccepted()
                              ? outcome(second, named.other())
                              : outcome(first, null));
            })
        .exceptionally(failure -> LineFailure.deferred(failure));
  }

  private boolean isLate(Delivery delivery) {
    return !clock.instant().isBefore(delivery.call().deadline());
  }

  /** Sends, and once more with a new provider token when Apple calls the old one too old. */
  private CompletionStage<PushNotificationResponse<SimpleApnsPushNotification>> send(
      ApnsAccess access, ApnsEnvironment environment, SimpleApnsPushNotification push) {
    var client = access.client(environment, clock.instant());
    return client
        .apns()
        .sendNotification(push)
        .thenCompose(
            response ->
                response
                    .getRejectionReason()
                    .filter(OLD_PROVIDER_TOKEN::equals)
                    .flatMap(reason -> access.renewed(environment, client, clock.instant()))
                    .map(fresh -> again(fresh, push))
                    .orElseGet(() -> CompletableFuture.completedFuture(response)));
  }

  private static CompletableFuture<PushNotificationResponse<SimpleApnsPushNotification>> again(
      ApnsAccess.Client client, SimpleApnsPushNotification push) {
    return client.apns().sendNotification(push);
  }

  @Override
  public boolean isOutage(Deferred deferred) {
    return PushProvider.super.isOutage(deferred)
        || ApnsTranslator.TROUBLE.contains(deferred.code());
  }

  @Override
  public boolean blamesCredential(Refused refused) {
    return PushProvider.super.blamesCredential(refused)
        || ApnsTranslator.DISTRUST.contains(refused.code());
  }

  private static boolean isBadToken(PushNotificationResponse<?> response) {
    return response.getRejectionReason().filter(ApnsTranslator.BAD_TOKEN::equals).isPresent();
  }

  private static DeliveryOutcome outcome(
      PushNotificationResponse<?> response, @Nullable ApnsEnvironment corrected) {
    return response.isAccepted()
        ? ApnsTranslator.accepted(response.getApnsId(), corrected == null ? null : corrected.word())
        : ApnsTranslator.rejected(
            response.getStatusCode(),
            response.getRejectionReason().orElse(""),
            response.getTokenInvalidationTimestamp());
  }

  /** Sends to a token that no device has: what Apple says tells whether it believed the key. */
  @Override
  public CompletionStage<ProviderAnswer> check(PushCredential credential) {
    var opened = line.open(credential);
    if (opened.isEmpty()) {
      return CompletableFuture.completedFuture(
          ProviderAnswer.no("credential_unusable", "what is stored cannot be read"));
    }
    var access = opened.get();
    try {
      return send(
              access,
              ApnsEnvironment.PRODUCTION,
              new SimpleApnsPushNotification(
                  NOBODY,
                  access.bundleId(),
                  "{\"aps\":{}}",
                  Instant.EPOCH,
                  DeliveryPriority.IMMEDIATE,
                  PushType.ALERT))
          .toCompletableFuture()
          .orTimeout(CHECK_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
          .thenApply(ApnsProvider::answer)
          .exceptionally(ApnsProvider::noAnswer)
          .whenComplete((answer, failure) -> access.close());
    } catch (IllegalStateException e) {
      access.close();
      return CompletableFuture.completedFuture(noAnswer(e));
    }
  }

  private static ProviderAnswer answer(PushNotificationResponse<?> response) {
    var reason = response.getRejectionReason().orElse("");
    return response.isAccepted() || BELIEVED.contains(reason)
        ? ProviderAnswer.OK
        : ProviderAnswer.no(
            reason.isEmpty() ? String.valueOf(response.getStatusCode()) : reason,
            "APNs answered " + response.getStatusCode());
  }

  private static ProviderAnswer noAnswer(Throwable failure) {
    var deferred =
        LineFailure.deferred(
            failure instanceof CompletionException ? failure : new CompletionException(failure));
    return ProviderAnswer.no(deferred.code(), deferred.detail());
  }

  private static CompletionStage<DeliveryOutcome> done(DeliveryOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  /** Takes nothing more and waits for what is on its way, some seconds at most. */
  @Override
  public void close() {
    bound.close("APNs");
  }
}
