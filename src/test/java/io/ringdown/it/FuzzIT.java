package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringdown.openapi.ApiDescription;
import io.ringdown.openapi.ApiOperation;
import io.ringdown.openapi.SchemaValues;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever chance sends to any operation of the description, the answer is as described, no failure
 * of ours, and tells nothing of our insides. A failing run names its seed, and {@code
 * -Dio.ringdown.it.seed=…} in {@code argLine} repeats it.
 */
class FuzzIT extends InServer {
  private static final int REQUESTS_EACH = 60;

  /** They answer with a stream, or on another port. */
  private static final Set<String> OTHERS = Set.of("streamEvents", "connect", "live", "ready");

  private static final List<Integer> ALLOWED_FAILURES = List.of(501, 502, 503, 504);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final long seed =
      Long.getLong("io.ringdown.it.seed", ThreadLocalRandom.current().nextLong());
  private final SchemaValues values = new SchemaValues(ApiDescription.shipped(), seed);

  @Test
  void whateverComesTheAnswerIsAsDescribed() throws Exception {
    var faults = new ArrayList<String>();
    var statuses = new TreeMap<Integer, Integer>();
    for (var operation : ApiDescription.shipped().operations()) {
      if (!OTHERS.contains(operation.id())) {
        for (var round = 0; round < 3; round++) {
          var account = TwilioAccount.servedBy(ringdown());
          var known = things(account);
          for (var i = 0; i < REQUESTS_EACH / 3; i++) {
            ask(operation, account, known, faults, statuses);
          }
        }
      }
    }

    assertThat(faults).as("seed %d, answers %s", seed, statuses).isEmpty();
    assertThat(statuses)
        .as("chance reaches more than one kind")
        .containsKeys(200, 201, 400, 404, 422);
  }

  private void ask(
      ApiOperation operation,
      TwilioAccount account,
      Map<String, String> known,
      List<String> faults,
      Map<Integer, Integer> statuses)
      throws IOException, InterruptedException {
    var path = new StringBuilder();
    for (var part : operation.path().substring(1).split("/", -1)) {
      path.append('/').append(part.startsWith("{") ? pathValue(operation, part, known) : part);
    }
    query(operation, path);
    var request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(30));
    var body = body(operation, request, account, path);
    if (values.chance(95) && operation.path().startsWith("/v1")) {
      request.header(
          "Authorization",
          "Bearer " + (values.chance(85) ? ringdown().adminToken() : account.accessToken("bob")));
    }
    if (values.chance(5)) {
      request.header("Accept", values.one(List.of("text/html", "image/png;q=0.1", "*/*", "x")));
    }
    if (values.chance(10)) {
      request.header("If-Match", values.one(List.of("*", "\"x\"", "W/\"x\"", "x", "\"a\", \"b\"")));
    }
    var built =
        request
            .uri(ringdown().url(path.toString()))
            .method(
                operation.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .build();
    var answer = http.send(built, BodyHandlers.ofString());
    statuses.merge(answer.statusCode(), 1, Integer::sum);
    var wrong = new ArrayList<>(Conformance.faults(ringdown().url(""), answer, answer.body()));
    if (answer.statusCode() >= 500 && !ALLOWED_FAILURES.contains(answer.statusCode())) {
      wrong.add("failed");
    }
    for (var fault : wrong) {
      faults.add(
          "\n%s %s\n  %s\n  %s -> %d %s\n  %s"
              .formatted(
                  operation.method(),
                  cut(path.toString()),
                  built.headers().map(),
                  body == null ? "" : cut(new String(body, StandardCharsets.UTF_8)),
                  answer.statusCode(),
                  cut(answer.body()),
                  fault));
    }
  }

  /** Mostly of a thing that is there. */
  private String pathValue(ApiOperation operation, String part, Map<String, String> known) {
    var name = part.substring(1, part.length() - 1);
    var key =
        name.equals("sid") ? operation.path().replaceFirst(".*/([^/]+)/\\{sid}.*", "$1") : name;
    var chosen =
        values.chance(85) && known.containsKey(key)
            ? known.get(key)
            : values.chance(50)
                ? operation.parameters().stream()
                    .filter(one -> one.get("name").asText().equals(name))
                    .map(one -> values.good(one.get("schema")).asText())
                    .findFirst()
                    .orElse("x")
                : values.nasty();
    var encoded = encoded(chosen);
    // The servers themselves refuse these, before any application sees them.
    return encoded.isEmpty() || encoded.contains("%00") || encoded.startsWith(".") ? "x" : encoded;
  }

  private void query(ApiOperation operation, StringBuilder path) {
    var separator = "?";
    for (var parameter : operation.parameters()) {
      if (parameter.get("in").asText().equals("query") && values.chance(25)) {
        var good = values.chance(65);
        var text = good ? values.good(parameter.get("schema")).asText() : values.nasty();
        path.append(separator)
            .append(encoded(parameter.get("name").asText()))
            .append('=')
            .append(encoded(text));
        separator = "&";
      }
    }
    if (values.chance(4)) {
      path.append(separator).append(encoded(values.nasty())).append("=1");
    }
  }

  private byte @Nullable [] body(
      ApiOperation operation,
      HttpRequest.Builder request,
      TwilioAccount account,
      StringBuilder path) {
    var content = operation.node().path("requestBody").path("content");
    if (content.isMissingNode()) {
      return null;
    }
    var types = new ArrayList<String>();
    content.fieldNames().forEachRemaining(types::add);
    var type = values.one(types);
    var wrongType = values.chance(5);
    request.header("Content-Type", wrongType ? "text/plain" : type);
    var schema = content.path(type).path("schema");
    if (type.equals("application/x-www-form-urlencoded")) {
      return form(values.good(schema));
    }
    var body = values.body(schema);
    if (operation.id().equals("receiveNotification")) {
      body = signed(body, request, account, path);
    }
    return body;
  }

  private byte[] signed(
      byte[] body, HttpRequest.Builder request, TwilioAccount account, StringBuilder path) {
    var text = new String(body, StandardCharsets.UTF_8);
    var ours = text.replaceFirst("AC[0-9a-f]{32}", account.sid).getBytes(StandardCharsets.UTF_8);
    path.setLength(0);
    path.append(TwilioAccount.WEBHOOK + "?bodySHA256=").append(TwilioAccount.sha256(ours));
    if (values.chance(90)) {
      var url = ringdown().publicUrl() + path;
      request.header("X-Twilio-Signature", TwilioAccount.hmac(url, account.authToken));
    }
    return ours;
  }

  private byte[] form(JsonNode fields) {
    var text = new StringBuilder();
    for (var field : fields.properties()) {
      var value = values.chance(70) ? field.getValue().asText() : values.nasty();
      text.append(field.getKey()).append('=').append(encoded(value)).append('&');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** One of each thing, so that paths lead somewhere. */
  private Map<String, String> things(TwilioAccount account) {
    var path = "/v1/accounts/" + account.sid;
    var binding =
        ringdown()
            .admin("POST", path + "/bindings", "{\"channel\":\"external\",\"identity\":\"bob\"}");
    var credential = ringdown().admin("POST", path + "/credentials", "{\"type\":\"http\"}");
    var call = account.call("bob");
    return Map.of(
        "account_sid", account.sid,
        "bindings", sid(binding.body()),
        "credentials", sid(credential.body()),
        "message_id", Ringdown.json(call).get("message_id").textValue(),
        "identity", "bob");
  }

  private static String sid(String body) {
    return Ringdown.json(body).get("sid").textValue();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String cut(String text) {
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }
}
