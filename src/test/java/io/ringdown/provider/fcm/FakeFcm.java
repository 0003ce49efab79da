package io.ringdown.provider.fcm;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.provider.fcm.FcmJudge.Verdict;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.xnio.IoUtils;

/**
 * Google on loopback, HTTP/2 over TLS: FCM's send method and the token endpoint, both as strict as
 * the real ones. It signs its certificate itself, so whoever calls must trust {@link #caPem()}.
 * Thread-safe.
 */
public final class FakeFcm implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LIFETIME = 3599;

  private final InstantSource clock;
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Ringdown tests").build();
  private final Undertow server;
  private final FakeServiceAccount account;
  private final FakeScript onSend = new FakeScript();
  private final FakeScript onToken = new FakeScript();
  private final Set<String> devices = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> accessTokens = new ConcurrentHashMap<>();
  private final Set<String> everGiven = ConcurrentHashMap.newKeySet();
  private final List<FcmArrival> arrivals = new CopyOnWriteArrayList<>();
  private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
  private final Set<String> protocols = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sendRequests = new AtomicInteger();
  private final AtomicInteger tokenRequests = new AtomicInteger();

  private FakeFcm(int port, InstantSource clock) {
    this.clock = clock;
    server =
        Undertow.builder()
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setIoThreads(2)
            .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100)
            .setWorkerThreads(256)
            .addHttpsListener(port, "127.0.0.1", tls())
            // a host of its own, as with Google
            .addHttpsListener(0, "127.0.0.1", tls())
            .setHandler(new BlockingHandler(this::handle))
            .build();
    server.start();
    account = new FakeServiceAccount(url(1) + "/token");
  }

  /**
   * Starts it on the system's clock.
   *
   * @param port 0 for any free one
   */
  public static FakeFcm start(int port) {
    return new FakeFcm(port, Clock.systemUTC());
  }

  /** Starts it on any free port, on a clock that the caller shares. */
  public static FakeFcm start(InstantSource clock) {
    return new FakeFcm(0, clock);
  }

  /** Where it listens: what {@code ringdown.fcm.url} is to be. */
  public String url() {
    return url(0);
  }

  private String url(int listener) {
    InetSocketAddress address =
        (InetSocketAddress) server.getListenerInfo().get(listener).getAddress();
    return "https://127.0.0.1:" + address.getPort();
  }

  /** The file of a service account that it knows. */
  public String serviceAccountJson() {
    return account.json();
  }

  Map<String, Object> serviceAccount() {
    return account.file();
  }

  /** The certificate to be trusted, PEM. */
  public String caPem() {
    return authority.certificatePem();
  }

  /** A device with this registration token exists from now on. */
  public void acceptToken(String token) {
    devices.add(token);
  }

  /** The app is gone from the device with this registration token. */
  public void forgetToken(String token) {
    devices.remove(token);
  }

  /** What arrived at devices, in order. */
  public List<FcmArrival> messages() {
    return List.copyOf(arrivals);
  }

  /** What it says to requests to send, instead of judging them. */
  public FakeScript onSend() {
    return onSend;
  }

  /** What it says to requests for an access token, instead of judging them. */
  public FakeScript onToken() {
    return onToken;
  }

  /** All access tokens given so far are worth nothing from now on. */
  public void revokeAccessTokens() {
    accessTokens.clear();
  }

  /** Every access token that was ever given. */
  public Set<String> accessTokens() {
    return Set.copyOf(everGiven);
  }

  /** How many requests to send came, refused ones included. */
  public int sendRequests() {
    return sendRequests.get();
  }

  /** How many requests for an access token came. */
  public int tokenRequests() {
    return tokenRequests.get();
  }

  /** How many connections the requests to send came over. */
  public int connections() {
    return peers.size();
  }

  /** The protocols that were spoken: {@code HTTP/2.0}. */
  public Set<String> protocols() {
    return Set.copyOf(protocols);
  }

  private void handle(HttpServerExchange exchange) throws Exception {
    protocols.add(exchange.getProtocol().toString());
    byte[] body = exchange.getInputStream().readAllBytes();
    FakeAnswer answer;
    if (exchange.getRequestPath().equals("/token")) {
      tokenRequests.incrementAndGet();
      answer = onToken.next().orElseGet(() -> grant(exchange, body));
    } else {
      sendRequests.incrementAndGet();
      peers.add(exchange.getSourceAddress());
      answer = onSend.next().orElseGet(() -> send(exchange, body));
    }
    if (answer.status() == 0) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
    exchange.setStatusCode(answer.status());
    exchange.getResponseHeaders().put(new HttpString("Content-Type"), "application/json");
    answer
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(answer.body());
  }

  private FakeAnswer grant(HttpServerExchange exchange, byte[] body) {
    Map<String, String> form = form(new String(body, StandardCharsets.US_ASCII));
    if (!exchange.getRequestMethod().toString().equals("POST")
        || !"application/x-www-form-urlencoded".equals(header(exchange, "Content-Type"))
        || !"urn:ietf:params:oauth:grant-type:jwt-bearer".equals(form.get("grant_type"))) {
      return FakeAnswer.of(400, "{\"error\":\"unsupported_grant_type\"}");
    }
    Instant now = clock.instant();
    if (!account.signed(form.getOrDefault("assertion", ""), now)) {
      return FakeAnswer.of(
          400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
    }
    String token = "ya29.fake-" + tokenRequests.get() + "-" + System.identityHashCode(exchange);
    accessTokens.put(token, now.plusSeconds(LIFETIME));
    everGiven.add(token);
    return FakeAnswer.of(
        200,
        JSON.createObjectNode()
            .put("access_token", token)
            .put("expires_in", LIFETIME)
            .put("token_type", "Bearer")
            .toString());
  }

  private FakeAnswer send(HttpServerExchange exchange, byte[] body) {
    String path = "/v1/projects/" + FakeServiceAccount.PROJECT + "/messages:send";
    if (!exchange.getRequestPath().startsWith("/v1/projects/")
        || !exchange.getRequestMethod().toString().equals("POST")) {
      return FakeAnswer.of(404, "<!DOCTYPE html>");
    }
    String bearer = header(exchange, "Authorization").replaceFirst("^Bearer ", "");
    Instant until = accessTokens.get(bearer);
    if (until == null || !clock.instant().isBefore(until)) {
      return FakeAnswer.apiError(401, "UNAUTHENTICATED")
          .with("WWW-Authenticate", "Bearer realm=\"https://accounts.google.com/\"");
    }
    if (!exchange.getRequestPath().equals(path)) {
      return FakeAnswer.apiError(403, "PERMISSION_DENIED");
    }
    if (!header(exchange, "Content-Type").startsWith("application/json")) {
      return FakeAnswer.apiError(400, "INVALID_ARGUMENT");
    }
    String name =
        "projects/" + FakeServiceAccount.PROJECT + "/messages/0:" + sendRequests.get() + "%2f";
    Verdict verdict = FcmJudge.judge(body, devices, name);
    verdict.arrival().filter(arrival -> !arrival.validateOnly()).ifPresent(arrivals::add);
    return verdict
        .objection()
        .orElseGet(() -> FakeAnswer.of(200, JSON.createObjectNode().put("name", name).toString()));
  }

  private static String header(HttpServerExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new HashMap<>();
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private SSLContext tls() {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .build();
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
  }

  @Override
  public void close() {
    onSend.judge();
    onToken.judge();
    server.stop();
  }
}
