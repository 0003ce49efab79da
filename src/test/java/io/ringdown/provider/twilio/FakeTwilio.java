package io.ringdown.provider.twilio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeScript;
import io.undertow.server.HttpServerExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Twilio's Client Configurations API, which judges as the real one does: basic auth, the shape of
 * what is written, names that are taken, and an update that forgets what it is not told. Of one
 * account. Thread-safe.
 */
public final class FakeTwilio implements AutoCloseable {
  private static final String PATH = "/v2/Configurations/Client";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> MEMBERS = Set.of("unique_name", "description", "configuration");

  private final String accountSid;
  private final Set<String> authTokens = ConcurrentHashMap.newKeySet();
  private final Map<String, ObjectNode> configurations = new LinkedHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final FakeScript script = new FakeScript();
  private final FakeHttps server = new FakeHttps(this::answer, 0);
  private @Nullable String standard;
  private int made;

  public FakeTwilio(String accountSid, String... authTokens) {
    this.accountSid = accountSid;
    this.authTokens.addAll(List.of(authTokens));
  }

  public URI url() {
    return server.url(0);
  }

  public String caPem() {
    return server.caPem();
  }

  public FakeScript script() {
    return script;
  }

  /** The token is good no more. */
  void revoke(String authToken) {
    authTokens.remove(authToken);
  }

  /** What was asked, each as {@code GET /Default}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  void forgetRequests() {
    requests.clear();
  }

  /** Somebody makes a configuration by hand. */
  synchronized String add(String name, String url, String method) {
    var body = JSON.createObjectNode().put("unique_name", name).put("description", "made by hand");
    body.putObject("configuration")
        .put("configurationType", "Client")
        .putObject("callnotification")
        .put("url", url)
        .put("method", method);
    return keep(body).path("id").textValue();
  }

  synchronized void makeDefault(@Nullable String id) {
    standard = id;
  }

  synchronized @Nullable String standard() {
    return standard;
  }

  /** The configuration with this name, a missing node when there is none. */
  synchronized JsonNode named(String name) {
    return configurations.values().stream()
        .filter(one -> one.path("unique_name").asText().equals(name))
        .<JsonNode>map(ObjectNode::deepCopy)
        .findFirst()
        .orElse(JSON.missingNode());
  }

  private FakeAnswer answer(HttpServerExchange exchange, String body)
      throws JsonProcessingException {
    var path = exchange.getRequestPath();
    if (!path.startsWith(PATH)) {
      return error(404, 20404, "The requested resource " + path + " was not found");
    }
    var rest = path.substring(PATH.length());
    requests.add(exchange.getRequestMethod() + " " + rest);
    var scripted = script.next();
    if (scripted.isPresent()) {
      return scripted.get();
    }
    if (!isKnown(FakeHttps.header(exchange, "Authorization"))) {
      return error(401, 20003, "Authenticate");
    }
    var method = exchange.getRequestMethod().toString();
    if (method.equals("POST") || method.equals("PUT")) {
      if (!FakeHttps.header(exchange, "Content-Type").startsWith("application/json")) {
        return error(415, 20415, "Unsupported media type");
      }
      return write(method, rest, JSON.readTree(body));
    }
    return method.equals("DELETE") ? delete(rest) : read(exchange, rest);
  }

  private boolean isKnown(String authorization) {
    return authTokens.stream()
        .map(token -> accountSid + ":" + token)
        .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
        .anyMatch(pair -> authorization.equals("Basic " + pair));
  }

  private synchronized FakeAnswer write(String method, String rest, JsonNode body) {
    if (method.equals("POST") && rest.equals("/Default")) {
      var id = body.path("configuration_id").asText();
      if (body.size() != 1 || !configurations.containsKey(id)) {
        return error(400, 20001, "Invalid configuration_id");
      }
      standard = id;
      return FakeAnswer.of(204, "");
    }
    var wrong = fault(body, method.equals("PUT") ? rest.substring(1) : "");
    if (!wrong.isEmpty()) {
      return error(400, 20001, wrong);
    }
    if (method.equals("POST") && rest.isEmpty()) {
      return FakeAnswer.of(201, keep(body).toString());
    }
    var id = rest.substring(1);
    if (!method.equals("PUT") || !configurations.containsKey(id)) {
      return error(404, 20404, "The requested resource was not found");
    }
    return FakeAnswer.of(200, keep(id, body).toString());
  }

  /** What is wrong with a configuration that somebody wants to have. */
  private String fault(JsonNode body, String id) {
    var names = new ArrayList<String>();
    body.fieldNames().forEachRemaining(names::add);
    if (!MEMBERS.containsAll(names)) {
      return "Unknown parameter in " + names;
    }
    var name = body.path("unique_name");
    if (!name.isTextual() || !name.textValue().matches("\\S+")) {
      return "unique_name is required and must have no spaces";
    }
    for (var one : configurations.values()) {
      if (one.path("unique_name").equals(name) && !one.path("id").asText().equals(id)) {
        return "unique_name is taken";
      }
    }
    var notification = body.path("configuration").path("callnotification");
    if (!body.path("configuration").path("configurationType").asText().equals("Client")
        || !notification.path("url").asText().startsWith("http")
        || !Set.of("POST", "GET").contains(notification.path("method").asText())) {
      return "Invalid configuration";
    }
    return "";
  }

  private ObjectNode keep(JsonNode body) {
    return keep("voice_clientconfiguration_%026d".formatted(++made), body);
  }

  /** The whole object: what the body has not is null from now on. */
  private ObjectNode keep(String id, JsonNode body) {
    var kept = JSON.createObjectNode().put("account_sid", accountSid).put("id", id);
    for (var member : MEMBERS) {
      kept.set(member, body.has(member) ? body.get(member) : JSON.nullNode());
    }
    configurations.put(id, kept);
    return kept;
  }

  private synchronized FakeAnswer delete(String rest) {
    if (rest.equals("/Default")) {
      if (standard == null) {
        return error(404, 20404, "There is no default");
      }
      standard = null;
      return FakeAnswer.of(204, "");
    }
    var id = rest.isEmpty() ? "" : rest.substring(1);
    if (id.equals(standard)) {
      return error(409, 20409, "The configuration is the default");
    }
    return configurations.remove(id) == null
        ? error(404, 20404, "The requested resource was not found")
        : FakeAnswer.of(204, "");
  }

  private synchronized FakeAnswer read(HttpServerExchange exchange, String rest) {
    if (rest.isEmpty()) {
      return list(parameter(exchange, "pageSize", "50"), parameter(exchange, "pageToken", "p0"));
    }
    var id = rest.equals("/Default") ? standard : rest.substring(1);
    var found = id == null ? null : configurations.get(id);
    return found == null
        ? error(404, 20404, "The requested resource was not found")
        : FakeAnswer.of(200, found.toString());
  }

  private FakeAnswer list(String size, String token) {
    var pageSize = Integer.parseInt(size);
    var start = Integer.parseInt(token.substring(1));
    var all = List.copyOf(configurations.values());
    var page = JSON.createObjectNode();
    var content = page.putArray("content");
    all.subList(Math.min(start, all.size()), Math.min(start + pageSize, all.size()))
        .forEach(content::add);
    var meta = page.putObject("meta").put("list_key", "content").put("page_size", pageSize);
    if (start + pageSize < all.size()) {
      meta.put("next_token", "p" + (start + pageSize));
    } else {
      meta.putNull("next_token");
    }
    return FakeAnswer.of(200, page.toString());
  }

  private static String parameter(HttpServerExchange exchange, String name, String usual) {
    var values = exchange.getQueryParameters().get(name);
    return values == null ? usual : values.getFirst();
  }

  /** An error as Twilio gives it. */
  static FakeAnswer error(int status, int code, String message) {
    return FakeAnswer.of(
        status,
        JSON.createObjectNode()
            .put("code", code)
            .put("message", message)
            .put("more_info", "https://www.twilio.com/docs/errors/" + code)
            .put("status", status)
            .toString());
  }

  /** From now on nobody listens any more. */
  public void disappear() {
    close();
  }

  @Override
  public void close() {
    script.judge();
    server.close();
  }
}
