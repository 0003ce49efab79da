package io.ringdown.provider.apns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeScript;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Apple as far as a provider sees it, both environments: judges path, headers, provider token and
 * payload as the real one does. Thread-safe.
 *
 * @see <a
 *     href="https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns">
 *     Apple: sending notification requests to APNs</a>
 */
public final class FakeApns implements AutoCloseable {
  public static final String BUNDLE = "com.acme.phone";
  static final String TEAM = "TEAM123456";
  static final String KEY_ID = "KEY1234567";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long OLDEST_TOKEN = 3600;

  private final KeyPair key = keyPair();
  private final FakeHttps server;
  private final FakeScript script = new FakeScript();
  private final Set<String> production = ConcurrentHashMap.newKeySet();
  private final Set<String> sandbox = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> gone = new ConcurrentHashMap<>();
  private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
  private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final Set<String> expired = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile boolean trusting = true;

  private FakeApns(int productionPort, int sandboxPort) {
    server = new FakeHttps(this::answer, productionPort, sandboxPort);
  }

  static FakeApns start() {
    return new FakeApns(0, 0);
  }

  /** Starts it on these ports. */
  public static FakeApns start(int productionPort, int sandboxPort) {
    return new FakeApns(productionPort, sandboxPort);
  }

  /**
   * A push that arrived.
   *
   * @param headers the {@code apns-…} ones
   */
  public record Arrival(
      String token, boolean inSandbox, Map<String, String> headers, String payload) {}

  public URI production() {
    return server.url(0);
  }

  public URI sandbox() {
    return server.url(1);
  }

  /** The certificate to be trusted, PEM. */
  public String caPem() {
    return server.caPem();
  }

  /** The authority to be trusted, as a file. */
  Path caFile(Path directory) throws IOException {
    return Files.writeString(directory.resolve("apple.pem"), server.caPem());
  }

  /** A credential that it knows, as the API takes it. */
  public Map<String, Object> credential() {
    return Map.of(
        "type", "apns",
        "bundle_id", BUNDLE,
        "team_id", TEAM,
        "key_id", KEY_ID,
        "private_key", p8());
  }

  /** The signing key as Apple's developer site gives it. */
  String p8() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  public void accept(String token) {
    production.add(token);
  }

  public void acceptInSandbox(String token) {
    sandbox.add(token);
  }

  public void forget(String token, Instant since) {
    gone.put(token, since);
  }

  /** From now on it does not believe the key. */
  void distrust() {
    trusting = false;
  }

  /** The provider tokens seen so far are too old from now on. */
  void expireTokens() {
    expired.addAll(tokens);
  }

  public FakeScript script() {
    return script;
  }

  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** Keeps no more what has arrived so far. */
  void forgetArrivals() {
    arrivals.clear();
  }

  int requests() {
    return requests.get();
  }

  int connections() {
    return peers.size();
  }

  Set<String> tokens() {
    return Set.copyOf(tokens);
  }

  private FakeAnswer answer(HttpServerExchange exchange, String body) throws Exception {
    requests.incrementAndGet();
    peers.add(exchange.getSourceAddress());
    var scripted = script.next();
    var answer = scripted.isPresent() ? scripted.get() : judge(exchange, body);
    var id = FakeHttps.header(exchange, "apns-id");
    return answer.with("apns-id", id.isEmpty() ? "123e4567-e89b-42d3-a456-426614174000" : id);
  }

  private FakeAnswer judge(HttpServerExchange exchange, String body) throws Exception {
    var objection = objection(exchange, body);
    if (!objection.isEmpty()) {
      return reason(objection.equals("PayloadTooLarge") ? 413 : 400, objection);
    }
    if (!isSigned(FakeHttps.header(exchange, "authorization"))) {
      return reason(403, "InvalidProviderToken");
    }
    if (expired.contains(jwt(FakeHttps.header(exchange, "authorization")))) {
      return reason(403, "ExpiredProviderToken");
    }
    var token = exchange.getRequestPath().substring("/3/device/".length());
    var since = gone.get(token);
    if (since != null) {
      return FakeAnswer.of(
          410, "{\"reason\":\"Unregistered\",\"timestamp\":" + since.toEpochMilli() + "}");
    }
    var inSandbox =
        exchange.getConnection().getLocalAddress(InetSocketAddress.class).getPort()
            == sandbox().getPort();
    if (!(inSandbox ? sandbox : production).contains(token)) {
      return reason(400, "BadDeviceToken");
    }
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            value -> {
              var name = value.getHeaderName().toString().toLowerCase(Locale.ROOT);
              if (name.startsWith("apns-")) {
                headers.put(name, value.getFirst());
              }
            });
    arrivals.add(new Arrival(token, inSandbox, headers, body));
    return FakeAnswer.of(200, "");
  }

  private static String objection(HttpServerExchange exchange, String body) throws Exception {
    if (!exchange.getRequestMethod().toString().equals("POST")) {
      return "MethodNotAllowed";
    }
    if (!exchange.getProtocol().toString().equals("HTTP/2.0")
        || !exchange.getRequestPath().matches("/3/device/([0-9a-fA-F]{2})+")) {
      return "BadPath";
    }
    var type = FakeHttps.header(exchange, "apns-push-type");
    var voip = type.equals("voip");
    if (!voip && !type.equals("alert")) {
      return "InvalidPushType";
    }
    if (!FakeHttps.header(exchange, "apns-topic").equals(voip ? BUNDLE + ".voip" : BUNDLE)) {
      return "TopicDisallowed";
    }
    if (!FakeHttps.header(exchange, "apns-priority").equals("10")) {
      return "BadPriority";
    }
    if (!FakeHttps.header(exchange, "apns-expiration").matches("[0-9]+")) {
      return "BadExpirationDate";
    }
    if (FakeHttps.header(exchange, "apns-collapse-id").length() > 64) {
      return "BadCollapseId";
    }
    if (body.getBytes(StandardCharsets.UTF_8).length > (voip ? 5120 : 4096)) {
      return "PayloadTooLarge";
    }
    JsonNode json = JSON.readTree(body);
    return json.path("aps").isObject() ? "" : "PayloadEmpty";
  }

  private static String jwt(String authorization) {
    return authorization.replaceFirst("(?i)^bearer ", "");
  }

  private boolean isSigned(String authorization) throws Exception {
    var jwt = jwt(authorization);
    var parts = jwt.split("\\.", -1);
    if (!trusting || parts.length != 3) {
      return false;
    }
    tokens.add(jwt);
    var header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
    var claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    var age = Instant.now().getEpochSecond() - claims.path("iat").asLong();
    var signature = Base64.getUrlDecoder().decode(parts[2]);
    // RFC 7518 wants 64 bytes; Apple takes DER too, which Pushy sends
    var verifier =
        Signature.getInstance(
            signature.length == 64 ? "SHA256withECDSAinP1363Format" : "SHA256withECDSA");
    verifier.initVerify(key.getPublic());
    verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return header.path("alg").asText().equals("ES256")
        && header.path("kid").asText().equals(KEY_ID)
        && claims.path("iss").asText().equals(TEAM)
        && age >= -60
        && age < OLDEST_TOKEN
        && verifier.verify(signature);
  }

  static FakeAnswer reason(int status, String reason) {
    return FakeAnswer.of(status, "{\"reason\":\"" + reason + "\"}");
  }

  private static KeyPair keyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    script.judge();
    server.close();
  }
}
