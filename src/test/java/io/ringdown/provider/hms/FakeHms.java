package io.ringdown.provider.hms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeScript;
import io.undertow.server.HttpServerExchange;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Huawei as far as a provider sees it: its OAuth server, and Push Kit's v2, which judges path,
 * access token and the shape of a message as the real one does. Thread-safe.
 */
public final class FakeHms implements AutoCloseable {
  static final String APP_ID = "104512345";
  static final String APP_SECRET = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6/+";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeScript onSend = new FakeScript();
  private final FakeScript onToken = new FakeScript();
  private final Set<String> devices = ConcurrentHashMap.newKeySet();
  private final Set<String> accessTokens = ConcurrentHashMap.newKeySet();
  private final Set<String> everGiven = ConcurrentHashMap.newKeySet();
  private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger tokenRequests = new AtomicInteger();
  private final FakeHttps server = new FakeHttps(this::answer, 0);

  /** A credential that it knows, as the API takes it. */
  public Map<String, Object> credential() {
    return Map.of("type", "hms", "app_id", APP_ID, "app_secret", APP_SECRET);
  }

  public URI url() {
    return server.url(0);
  }

  public URI tokenUrl() {
    return URI.create(server.url(0) + "/oauth2/v3/token");
  }

  public String caPem() {
    return server.caPem();
  }

  public void accept(String token) {
    devices.add(token);
  }

  FakeScript onSend() {
    return onSend;
  }

  FakeScript onToken() {
    return onToken;
  }

  void revokeAccessTokens() {
    accessTokens.clear();
  }

  Set<String> accessTokens() {
    return Set.copyOf(everGiven);
  }

  /** What arrived: the member {@code message} of each request. */
  public List<JsonNode> messages() {
    return List.copyOf(messages);
  }

  int requests() {
    return requests.get();
  }

  int tokenRequests() {
    return tokenRequests.get();
  }

  private FakeAnswer answer(HttpServerExchange exchange, String body) throws Exception {
    requests.incrementAndGet();
    if (exchange.getRequestPath().equals("/oauth2/v3/token")) {
      tokenRequests.incrementAndGet();
      return onToken.next().orElseGet(() -> grant(exchange, body));
    }
    var scripted = onSend.next();
    return scripted.isPresent() ? scripted.get() : send(exchange, body);
  }

  private FakeAnswer grant(HttpServerExchange exchange, String body) {
    if (!FakeHttps.header(exchange, "Content-Type").equals("application/x-www-form-urlencoded")
        || !body.equals(
            "grant_type=client_credentials&client_id="
                + APP_ID
                + "&client_secret="
                + APP_SECRET.replace("/", "%2F").replace("+", "%2B"))) {
      return FakeAnswer.of(400, "{\"error\":\"invalid_client\",\"sub_error\":20001}");
    }
    var token = "CgB6e3x9" + tokenRequests.get() + "-" + System.identityHashCode(exchange);
    accessTokens.add(token);
    everGiven.add(token);
    return FakeAnswer.of(
        200, "{\"access_token\":\"" + token + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
  }

  private FakeAnswer send(HttpServerExchange exchange, String body) throws JsonProcessingException {
    var bearer = FakeHttps.header(exchange, "Authorization").replaceFirst("^Bearer ", "");
    if (!accessTokens.contains(bearer)) {
      return code(401, "80200003", "Oauth Token expired");
    }
    if (!exchange.getRequestPath().equals("/v2/" + APP_ID + "/messages:send")) {
      return code(404, "80300002", "no permission");
    }
    var root = JSON.readTree(body);
    var message = root.path("message");
    if (!message.path("data").isTextual()
        || !message.path("token").isArray()
        || message.path("token").isEmpty()
        || !message.path("android").path("urgency").asText().equals("HIGH")
        || !message.path("android").path("ttl").asText().matches("[0-9]+s")) {
      return code(400, "80100003", "Illegal payload");
    }
    if (!devices.contains(message.path("token").path(0).asText())) {
      return code(200, "80300007", "All tokens are invalid");
    }
    if (!root.path("validate_only").asBoolean()) {
      messages.add(message);
    }
    return code(200, "80000000", "Success");
  }

  static FakeAnswer code(int status, String code, String message) {
    return FakeAnswer.of(
        status,
        "{\"code\":\"" + code + "\",\"msg\":\"" + message + "\",\"requestId\":\"1700000000001\"}");
  }

  @Override
  public void close() {
    onSend.judge();
    onToken.judge();
    server.close();
  }
}
