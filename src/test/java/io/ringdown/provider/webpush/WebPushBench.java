package io.ringdown.provider.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Target;
import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.EndpointLine;
import io.ringdown.provider.FakeCredentialStore;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.PushBench;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.fcm.FakeAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The provider for Web Push and a fake push service, with one credential and one browser. */
final class WebPushBench implements PushBench {
  final PinnedClock clock = new PinnedClock();
  final FakeWebPush service = new FakeWebPush(clock, 0);
  final Browser.Vapid vapid = Browser.vapidKeys();
  final Browser browser = new Browser();
  final WebPushProvider provider;
  private final String endpoint = service.subscribe("fT9-browser_1", browser, vapid.publicKey());
  private final FakeCredentialStore store = new FakeCredentialStore();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final EndpointLine line;

  WebPushBench(boolean allowPrivate) {
    keep(1, vapid);
    try {
      var pem = Files.createTempFile("ca", ".pem");
      Files.writeString(pem, service.caPem());
      line =
          new EndpointLine(
              executor,
              Thread::new,
              TrustedCertificates.sslContext(Optional.of(pem)),
              Duration.ofSeconds(5),
              allowPrivate);
      Files.delete(pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    provider = new WebPushProvider(line, store, executor, clock, new SecureRandom());
  }

  PushCredential keep(long version, Browser.Vapid keys) {
    Map<String, Object> members = new HashMap<>(keys.members());
    members.put("subject", "mailto:ops@acme.com");
    try {
      var credential =
          new PushCredential(
              Deliveries.CREDENTIAL.sid(),
              Deliveries.ACCOUNT,
              "browsers",
              WebPushCredentialFormat.TYPE,
              new WebPushCredentialFormat().read(members),
              version,
              clock.instant(),
              clock.instant());
      store.keep(credential);
      return credential;
    } catch (InvalidCredentialException e) {
      throw new IllegalArgumentException(e.pointer(), e);
    }
  }

  Delivery delivery() {
    return delivery(Deliveries.payload(), Duration.ofSeconds(30));
  }

  Delivery to(String url, Map<String, String> keys, CallPayload payload, Duration ringsFor) {
    var plain =
        Deliveries.delivery(
            WebPushProvider.CHANNEL,
            url,
            Deliveries.CREDENTIAL,
            payload,
            clock.instant(),
            ringsFor);
    var target = plain.target();
    return new Delivery(
        plain.sid(),
        plain.call(),
        plain.binding(),
        new Target(target.channel(), target.address(), target.credential(), null, keys),
        plain.registeredAt(),
        plain.credential());
  }

  String endpoint() {
    return endpoint;
  }

  @Override
  public Delivery delivery(CallPayload payload, Duration ringsFor) {
    return to(endpoint, browser.keys(), payload, ringsFor);
  }

  @Override
  public WebPushProvider provider() {
    return provider;
  }

  @Override
  public PinnedClock clock() {
    return clock;
  }

  @Override
  public Delivery toForgottenAddress() {
    var url = service.subscribe("forgotten", browser, vapid.publicKey());
    service.unsubscribe("forgotten");
    return to(url, browser.keys(), Deliveries.payload(), Duration.ofSeconds(30));
  }

  /** A payload of so many bytes. */
  static CallPayload ofSize(int bytes) {
    return Deliveries.payload("{\"twi_params\":\"" + "x".repeat(bytes - 17) + "\"}");
  }

  @Override
  public CallPayload oversize() {
    return ofSize(3994);
  }

  @Override
  public void assertArrived(CallPayload payload) {
    assertThat(service.arrivals())
        .singleElement()
        .satisfies(
            arrival ->
                assertThat(arrival.text())
                    .isEqualTo(new String(payload.bytes(), StandardCharsets.UTF_8)));
  }

  @Override
  public int requests() {
    return service.requests();
  }

  @Override
  public void throttle(Duration retryAfter) {
    service
        .script()
        .answerAlways(
            FakeAnswer.of(429, "").with("Retry-After", String.valueOf(retryAfter.toSeconds())));
  }

  @Override
  public void cutLine() {
    service.script().answerAlways(FakeAnswer.CUT);
  }

  @Override
  public void fallSilent() {
    service.script().fallSilent();
  }

  @Override
  public int waiting() {
    return service.script().waiting();
  }

  @Override
  public void speak() {
    service.script().judge();
  }

  @Override
  public void distrust() {
    service.script().judge();
    service.subscribe("fT9-browser_1", browser, Browser.vapidKeys().publicKey());
  }

  @Override
  public void closeProvider() {
    provider.close();
  }

  @Override
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(service.tokens());
    secrets.addAll(browser.keys().values());
    secrets.addAll(
        List.of(
            "/push/fT9-browser_1", "/push/forgotten", Deliveries.BRIDGE_TOKEN, vapid.privateKey()));
    return secrets;
  }

  @Override
  public void close() {
    service.script().judge();
    line.close();
    service.close();
    executor.shutdownNow();
  }
}
