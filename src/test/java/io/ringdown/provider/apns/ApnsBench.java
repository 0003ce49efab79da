package io.ringdown.provider.apns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Target;
import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.FakeCredentialStore;
import io.ringdown.provider.HesitantServer;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.PushBench;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.fcm.FakeAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** One provider for Apple and a fake Apple, with one credential and one device. */
final class ApnsBench implements PushBench {
  static final String DEVICE = "0f".repeat(32);
  static final String FORGOTTEN = "e0".repeat(32);

  final PinnedClock clock = new PinnedClock();
  final FakeApns apple = FakeApns.start();
  final FakeCredentialStore store = new FakeCredentialStore();
  final ApnsProvider provider;
  private final ApnsLine line;
  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

  ApnsBench(boolean voip) {
    apple.accept(DEVICE);
    apple.forget(FORGOTTEN, clock.instant().plusSeconds(60));
    keep(1, Map.of());
    line = line(apple.production(), apple.sandbox(), authorities(apple));
    provider =
        voip ? ApnsProvider.voip(line, executor, clock) : ApnsProvider.alert(line, executor, clock);
  }

  /** One whose Apple takes its time; of VoIP pushes. */
  ApnsBench(HesitantServer hesitant) {
    keep(1, Map.of());
    line = line(hesitant.url(), hesitant.url(), List.of(hesitant.certificate()));
    provider = ApnsProvider.voip(line, executor, clock);
  }

  private ApnsLine line(URI production, URI sandbox, List<X509Certificate> authorities) {
    return new ApnsLine(production, sandbox, authorities, store, executor, Thread::new, clock);
  }

  private static List<X509Certificate> authorities(FakeApns apple) {
    try {
      var directory = Files.createTempDirectory("apple");
      var authority = apple.caFile(directory);
      var authorities = TrustedCertificates.authorities(Optional.of(authority));
      Files.delete(authority);
      Files.delete(directory);
      return authorities;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PushCredential keep(long version, Map<String, Object> more) {
    Map<String, Object> members = new HashMap<>(more);
    members.putIfAbsent("bundle_id", FakeApns.BUNDLE);
    members.putIfAbsent("team_id", FakeApns.TEAM);
    members.putIfAbsent("key_id", FakeApns.KEY_ID);
    members.putIfAbsent("private_key", apple.p8());
    try {
      var credential =
          new PushCredential(
              Deliveries.CREDENTIAL.sid(),
              Deliveries.ACCOUNT,
              "ios",
              ApnsCredentialFormat.TYPE,
              new ApnsCredentialFormat().read(members),
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

  Delivery delivery(String token, @Nullable String environment) {
    var plain =
        Deliveries.delivery(
            provider.channel(),
            token,
            Deliveries.CREDENTIAL,
            Deliveries.payload(),
            clock.instant(),
            Duration.ofSeconds(30));
    var target = plain.target();
    return new Delivery(
        plain.sid(),
        plain.call(),
        plain.binding(),
        new Target(target.channel(), target.address(), target.credential(), environment, Map.of()),
        plain.registeredAt(),
        plain.credential());
  }

  @Override
  public Delivery delivery(CallPayload payload, Duration ringsFor) {
    return Deliveries.delivery(
        provider.channel(), DEVICE, Deliveries.CREDENTIAL, payload, clock.instant(), ringsFor);
  }

  @Override
  public ApnsProvider provider() {
    return provider;
  }

  @Override
  public PinnedClock clock() {
    return clock;
  }

  @Override
  public Delivery toForgottenAddress() {
    return delivery(FORGOTTEN, null);
  }

  @Override
  public CallPayload oversize() {
    var body = new String(Deliveries.payload().bytes(), StandardCharsets.UTF_8);
    return Deliveries.payload(
        body.substring(0, body.length() - 1) + ",\"twi_params\":\"" + "x".repeat(5120) + "\"}");
  }

  @Override
  public void assertArrived(CallPayload payload) {
    assertThat(apple.arrivals())
        .singleElement()
        .satisfies(
            arrival -> {
              var json = new ObjectMapper();
              var arrived = (ObjectNode) json.readTree(arrival.payload());
              assertThat(arrived.remove("aps")).isNotNull();
              assertThat(arrived).isEqualTo(json.readTree(payload.bytes()));
            });
  }

  @Override
  public int requests() {
    return apple.requests();
  }

  @Override
  public void throttle(Duration retryAfter) {
    apple.script().answerAlways(FakeApns.reason(429, "TooManyRequests"));
  }

  @Override
  public void cutLine() {
    apple.script().answerAlways(FakeAnswer.CUT);
  }

  @Override
  public void fallSilent() {
    apple.script().fallSilent();
  }

  @Override
  public int waiting() {
    return apple.script().waiting();
  }

  @Override
  public void speak() {
    apple.script().judge();
  }

  @Override
  public void distrust() {
    apple.script().judge();
    apple.distrust();
  }

  @Override
  public void closeProvider() {
    provider.close();
  }

  @Override
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>(apple.tokens());
    secrets.addAll(
        List.of(DEVICE, FORGOTTEN, Deliveries.BRIDGE_TOKEN, apple.p8().substring(40, 80)));
    return secrets;
  }

  @Override
  public void close() {
    line.close();
    apple.close();
    executor.shutdownNow();
  }
}
