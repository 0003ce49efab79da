package io.ringdown.provider.fcm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.FakeCredentialStore;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.PayloadFields;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.RenewedAccessContract.RenewableBench;
import io.ringdown.provider.TrustedCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** The FCM provider and a fake Google, with one service account and one device. */
final class FcmBench implements RenewableBench {
  static final String DEVICE = "fT9-device_1:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx";
  static final String FORGOTTEN = "fT9-forgotten:APA91bHun4MxP5egoKMwt2KZFBaFUH";

  final PinnedClock clock = new PinnedClock();
  final FakeFcm google = FakeFcm.start(clock);
  final FakeCredentialStore store = new FakeCredentialStore();
  final FcmProvider provider;
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  FcmBench() {
    google.acceptToken(DEVICE);
    keep(google.serviceAccount(), 1);
    OutboundHttp http =
        new OutboundHttp(
            executor, Executors.defaultThreadFactory(), trusting(google), Duration.ofSeconds(5));
    provider =
        new FcmProvider(URI.create(google.url()), http, store, executor, clock, clock::nanoTime);
  }

  static SSLContext trusting(FakeFcm google) {
    try {
      Path pem = Files.createTempFile("ca", ".pem");
      Files.writeString(pem, google.caPem());
      SSLContext context = TrustedCertificates.sslContext(Optional.of(pem));
      Files.delete(pem);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void keep(Map<String, Object> serviceAccount, long version) {
    try {
      store.keep(
          new PushCredential(
              Deliveries.CREDENTIAL.sid(),
              Deliveries.ACCOUNT,
              "android",
              FcmCredentialFormat.TYPE,
              new FcmCredentialFormat().read(Map.of("service_account", serviceAccount)),
              version,
              clock.instant(),
              clock.instant()));
    } catch (InvalidCredentialException e) {
      throw new IllegalArgumentException(e.pointer(), e);
    }
  }

  Delivery delivery() {
    return delivery(Deliveries.payload(), Duration.ofSeconds(30));
  }

  Delivery delivery(long version) {
    return delivery(
        DEVICE,
        new CredentialRef(Deliveries.CREDENTIAL.sid(), version),
        Deliveries.payload(),
        Duration.ofSeconds(30));
  }

  @Override
  public Delivery delivery(CallPayload payload, Duration ringsFor) {
    return delivery(DEVICE, Deliveries.CREDENTIAL, payload, ringsFor);
  }

  private Delivery delivery(
      String address, CredentialRef credential, CallPayload payload, Duration ringsFor) {
    return Deliveries.delivery(
        FcmProvider.CHANNEL, address, credential, payload, clock.instant(), ringsFor);
  }

  @Override
  public FcmProvider provider() {
    return provider;
  }

  @Override
  public PinnedClock clock() {
    return clock;
  }

  @Override
  public Delivery toForgottenAddress() {
    return delivery(FORGOTTEN, Deliveries.CREDENTIAL, Deliveries.payload(), Duration.ofSeconds(30));
  }

  @Override
  public CallPayload oversize() {
    return Deliveries.payload("{\"twi_params\":\"" + "x".repeat(4096 - 10 + 1) + "\"}");
  }

  @Override
  public void assertArrived(CallPayload payload) {
    assertThat(google.messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.data())
                    .containsExactlyEntriesOf(PayloadFields.read(payload).orElseThrow().texts()));
  }

  @Override
  public int requests() {
    return google.sendRequests() + google.tokenRequests();
  }

  @Override
  public void throttle(Duration retryAfter) {
    google
        .onSend()
        .answerAlways(
            FakeAnswer.fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED")
                .with("Retry-After", String.valueOf(retryAfter.toSeconds())));
  }

  @Override
  public void cutLine() {
    google.onSend().answerAlways(FakeAnswer.CUT);
  }

  @Override
  public void fallSilent() {
    google.onSend().fallSilent();
  }

  @Override
  public int waiting() {
    return google.onSend().waiting();
  }

  @Override
  public void speak() {
    google.onSend().judge();
  }

  @Override
  public void distrust() {
    google.onSend().judge();
    google.revokeAccessTokens();
    google.onToken().answerAlways(FakeAnswer.of(400, "{\"error\":\"invalid_grant\"}"));
  }

  @Override
  public void endAccess() {
    google.revokeAccessTokens();
  }

  @Override
  public int renewals() {
    return google.tokenRequests();
  }

  @Override
  public void closeProvider() {
    provider.close();
  }

  @Override
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(google.accessTokens());
    secrets.addAll(
        List.of(
            DEVICE,
            FORGOTTEN,
            Deliveries.BRIDGE_TOKEN,
            FakeServiceAccount.KEY_ID,
            FakeServiceAccount.pem().substring(40, 80)));
    return secrets;
  }

  @Override
  public void close() {
    google.close();
    executor.shutdownNow();
  }
}
