package io.ringdown.provider.hms;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.FakeCredentialStore;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.RenewedAccessContract.RenewableBench;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.fcm.FakeAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The provider for Huawei and a fake Huawei, with one app and one device. */
final class HmsBench implements RenewableBench {
  private static final String DEVICE = "IQAAAACy0kYwAADWsJ-device_1";
  private static final String FORGOTTEN = "IQAAAACy0kYwAADWsJ-forgotten";

  final PinnedClock clock = new PinnedClock();
  final FakeHms huawei = new FakeHms();
  final HmsProvider provider;
  private final FakeCredentialStore store = new FakeCredentialStore();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);

  HmsBench() {
    huawei.accept(DEVICE);
    store.keep(credential(FakeHms.APP_SECRET));
    try {
      var pem = Files.createTempFile("ca", ".pem");
      Files.writeString(pem, huawei.caPem());
      var http =
          new OutboundHttp(
              executor,
              Executors.defaultThreadFactory(),
              TrustedCertificates.sslContext(Optional.of(pem)),
              Duration.ofSeconds(5));
      Files.delete(pem);
      provider =
          new HmsProvider(
              huawei.url(), huawei.tokenUrl(), http, store, executor, clock, clock::nanoTime);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PushCredential credential(String secret) {
    try {
      return new PushCredential(
          Deliveries.CREDENTIAL.sid(),
          Deliveries.ACCOUNT,
          "huawei",
          HmsCredentialFormat.TYPE,
          new HmsCredentialFormat().read(Map.of("app_id", FakeHms.APP_ID, "app_secret", secret)),
          1,
          clock.instant(),
          clock.instant());
    } catch (InvalidCredentialException e) {
      throw new IllegalArgumentException(e.pointer(), e);
    }
  }

  @Override
  public Delivery delivery(CallPayload payload, Duration ringsFor) {
    return delivery(DEVICE, payload, ringsFor);
  }

  private Delivery delivery(String token, CallPayload payload, Duration ringsFor) {
    return Deliveries.delivery(
        HmsProvider.CHANNEL, token, Deliveries.CREDENTIAL, payload, clock.instant(), ringsFor);
  }

  @Override
  public HmsProvider provider() {
    return provider;
  }

  @Override
  public PinnedClock clock() {
    return clock;
  }

  @Override
  public Delivery toForgottenAddress() {
    return delivery(FORGOTTEN, Deliveries.payload(), Duration.ofSeconds(30));
  }

  @Override
  public CallPayload oversize() {
    return Deliveries.payload("{\"twi_params\":\"" + "x".repeat(4096 - 17 + 1) + "\"}");
  }

  @Override
  public void assertArrived(CallPayload payload) {
    assertThat(huawei.messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.path("data").textValue())
                    .isEqualTo(new String(payload.bytes(), StandardCharsets.UTF_8)));
  }

  @Override
  public int requests() {
    return huawei.requests();
  }

  @Override
  public void throttle(Duration retryAfter) {
    huawei
        .onSend()
        .answerAlways(
            FakeAnswer.of(503, "").with("Retry-After", String.valueOf(retryAfter.toSeconds())));
  }

  @Override
  public void cutLine() {
    huawei.onSend().answerAlways(FakeAnswer.CUT);
  }

  @Override
  public void fallSilent() {
    huawei.onSend().fallSilent();
  }

  @Override
  public int waiting() {
    return huawei.onSend().waiting();
  }

  @Override
  public void speak() {
    huawei.onSend().judge();
  }

  @Override
  public void distrust() {
    huawei.onSend().judge();
    huawei.revokeAccessTokens();
    huawei.onToken().answerAlways(FakeAnswer.of(400, "{\"error\":\"invalid_client\"}"));
  }

  @Override
  public void endAccess() {
    huawei.revokeAccessTokens();
  }

  @Override
  public int renewals() {
    return huawei.tokenRequests();
  }

  @Override
  public void closeProvider() {
    provider.close();
  }

  @Override
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(huawei.accessTokens());
    secrets.addAll(List.of(DEVICE, FORGOTTEN, Deliveries.BRIDGE_TOKEN, FakeHms.APP_SECRET));
    return secrets;
  }

  @Override
  public void close() {
    huawei.close();
    executor.shutdownNow();
  }
}
