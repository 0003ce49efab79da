package io.ringdown.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialContent;
import io.ringdown.account.InvalidCredentialException;
import io.ringdown.account.PushCredential;
import io.ringdown.call.CallPayload;
import io.ringdown.delivery.Delivery;
import io.ringdown.provider.Deliveries;
import io.ringdown.provider.EndpointLine;
import io.ringdown.provider.FakeCredentialStore;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.PinnedClock;
import io.ringdown.provider.PushBench;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeScript;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The provider for HTTP and a server that verifies what it gets as Standard Webhooks say. */
final class HttpBench implements PushBench {
  static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);

  final PinnedClock clock = new PinnedClock();
  final FakeScript script = new FakeScript();
  final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  final HttpProvider provider;
  private final AtomicInteger requests = new AtomicInteger();
  private final FakeCredentialStore store = new FakeCredentialStore();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final FakeHttps server = new FakeHttps(this::answer, 0);
  private final EndpointLine line;
  private volatile String believed = SECRET;

  HttpBench(boolean allowPrivate) {
    try {
      store.keep(
          new PushCredential(
              Deliveries.CREDENTIAL.sid(),
              Deliveries.ACCOUNT,
              "own",
              HttpCredentialFormat.TYPE,
              content(),
              1,
              clock.instant(),
              clock.instant()));
      var pem = Files.createTempFile("ca", ".pem");
      Files.writeString(pem, server.caPem());
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
    provider = new HttpProvider(line, store, executor, clock);
  }

  private static CredentialContent content() {
    try {
      return new HttpCredentialFormat(new Random()).read(Map.of("secret", SECRET));
    } catch (InvalidCredentialException e) {
      throw new IllegalArgumentException(e.pointer(), e);
    }
  }

  /** A message that arrived and whose signature is good. */
  record Arrival(String id, String body) {}

  private FakeAnswer answer(HttpServerExchange exchange, String body) throws Exception {
    requests.incrementAndGet();
    var scripted = script.next();
    if (scripted.isPresent()) {
      return scripted.get();
    }
    if (exchange.getRequestPath().equals("/gone")) {
      return FakeAnswer.of(410, "");
    }
    var id = FakeHttps.header(exchange, "webhook-id");
    var timestamp = FakeHttps.header(exchange, "webhook-timestamp");
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(believed.substring("whsec_".length())), "HmacSHA256"));
    var expected =
        "v1,"
            + Base64.getEncoder()
                .encodeToString(
                    mac.doFinal(
                        (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    var fresh =
        Math.abs(Long.parseLong(timestamp) - clock.instant().getEpochSecond()) <= 5
            && exchange.getRequestMethod().toString().equals("POST")
            && FakeHttps.header(exchange, "Content-Type").equals("application/json");
    if (!fresh || !expected.equals(FakeHttps.header(exchange, "webhook-signature"))) {
      return FakeAnswer.of(401, "");
    }
    arrivals.add(new Arrival(id, body));
    return FakeAnswer.of(204, "");
  }

  String url(String path) {
    return server.url(0) + path;
  }

  Delivery delivery() {
    return delivery(Deliveries.payload(), Duration.ofSeconds(30));
  }

  Delivery to(String url) {
    return Deliveries.delivery(
        HttpProvider.CHANNEL,
        url,
        Deliveries.CREDENTIAL,
        Deliveries.payload(),
        clock.instant(),
        Duration.ofSeconds(30));
  }

  @Override
  public Delivery delivery(CallPayload payload, Duration ringsFor) {
    return Deliveries.delivery(
        HttpProvider.CHANNEL,
        url("/calls?who=bob"),
        Deliveries.CREDENTIAL,
        payload,
        clock.instant(),
        ringsFor);
  }

  @Override
  public HttpProvider provider() {
    return provider;
  }

  @Override
  public PinnedClock clock() {
    return clock;
  }

  @Override
  public Delivery toForgottenAddress() {
    return to(url("/gone"));
  }

  @Override
  public CallPayload oversize() {
    throw new AssertionError("there is no limit of its own");
  }

  @Override
  public void assertArrived(CallPayload payload) {
    assertThat(arrivals)
        .singleElement()
        .satisfies(
            arrival ->
                assertThat(arrival.body())
                    .isEqualTo(new String(payload.bytes(), StandardCharsets.UTF_8)));
  }

  @Override
  public int requests() {
    return requests.get();
  }

  @Override
  public void throttle(Duration retryAfter) {
    script.answerAlways(
        FakeAnswer.of(429, "").with("Retry-After", String.valueOf(retryAfter.toSeconds())));
  }

  @Override
  public void cutLine() {
    script.answerAlways(FakeAnswer.CUT);
  }

  @Override
  public void fallSilent() {
    script.fallSilent();
  }

  @Override
  public int waiting() {
    return script.waiting();
  }

  @Override
  public void speak() {
    script.judge();
  }

  @Override
  public void distrust() {
    script.judge();
    believed = SECRET.replace('A', 'B');
  }

  @Override
  public void closeProvider() {
    provider.close();
  }

  @Override
  public List<String> secrets() {
    return List.of(url(""), Deliveries.BRIDGE_TOKEN, SECRET);
  }

  @Override
  public void close() {
    script.judge();
    line.close();
    server.close();
    executor.shutdownNow();
  }
}
