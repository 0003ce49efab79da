package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.openapi.ApiDescription;
import io.ringdown.openapi.ApiOperation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the description, by every kind of caller. One without a row fails. */
class CallersIT extends InServer {
  private static final List<String> CALLERS =
      List.of("none", "bad", "expired", "foreign", "other", "owner", "admin", "reader", "scoped");

  /**
   * What each is answered: a status, {@code ok} for any 2xx, {@code in} for anything but 401 and
   * 403 where the answer depends on others. Foreign is an app of another account, other one of
   * another identity in the account, reader an admin who may only read, scoped one of another
   * account.
   */
  private static final String TABLE =
      """
      operation               none bad expired foreign other owner admin reader scoped
      listAccounts             401 401     401     403   403   403    ok     ok     ok
      getAccount               401 401     401     403   403   403    ok     ok    403
      putAccount               401 401     401     403   403   403    ok    403    403
      deleteAccount            401 401     401     403   403   403    ok    403    403
      listCredentials          401 401     401     403   403   403    ok     ok    403
      createCredential         401 401     401     403   403   403    ok    403    403
      getCredential            401 401     401     403   403   403    ok     ok    403
      replaceCredential        401 401     401     403   403   403    ok    403    403
      deleteCredential         401 401     401     403   403   403    ok    403    403
      verifyCredential         401 401     401     403   403   403    ok    403    403
      listBindings             401 401     401     403    ok    ok    ok     ok    403
      registerBinding          401 401     401     403   403    ok    ok    403    403
      deleteBindings           401 401     401     403   403    ok    ok    403    403
      changeBindings           401 401     401     403    in    ok    ok    403    403
      importBindings           401 401     401     403    in    ok    ok    403    403
      exportBindings           401 401     401     403    ok    ok    ok     ok    403
      getBinding               401 401     401     403   403    ok    ok     ok    403
      replaceBinding           401 401     401     403   403    ok    ok    403    403
      patchBinding             401 401     401     403   403    ok    ok    403    403
      deleteBinding            401 401     401     403   403    ok    ok    403    403
      bindingHistory           401 401     401     403   403    ok    ok     ok    403
      probeBinding             401 401     401     403   403    in    in    403    403
      forgetIdentity           401 401     401     403   403   403    ok    403    403
      getReachability          401 401     401     403   403   403    ok     ok    403
      listCalls                401 401     401     403    ok    ok    ok     ok    403
      getCall                  401 401     401     403   403    ok    ok     ok    403
      acknowledgeCall          401 401     401     403   403    ok    ok    403    403
      streamEvents             401 401     401     403   403   403    ok     ok    403
      connect                  401 401     401     101   101   101   403    403    403
      readMetrics              401 401     401     403   403   403    ok     ok    403
      listAdminTokens          401 401     401     403   403   403    ok     ok    403
      makeAdminToken           401 401     401     403   403   403    ok    403    403
      getAdminToken            401 401     401     403   403   403    ok     ok    403
      revokeAdminToken         401 401     401     403   403   403    ok    403    403
      listAudit                401 401     401     403   403   403    ok     ok    403
      listAccountAudit         401 401     401     403   403   403    ok     ok    403
      readTwilioWebhook        401 401     401     403   403   403    in     in    403
      connectTwilioWebhook     401 401     401     403   403   403    in    403    403
      disconnectTwilioWebhook  401 401     401     403   403   403    in    403    403
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> adminTokens = new LinkedHashMap<>();
  private TwilioAccount foreign;

  @BeforeEach
  void callers() {
    foreign = TwilioAccount.servedBy(ringdown());
    adminTokens.put("admin", ringdown().adminToken());
    adminTokens.put("reader", made("\"read_only\":true"));
    adminTokens.put("scoped", made("\"account_sid\":\"" + foreign.sid + "\""));
  }

  @Test
  void everyCallerMayDoWhatTheTableSaysAndNoMore() throws Exception {
    var table = table();
    var faults = new ArrayList<String>();
    for (var operation : ApiDescription.shipped().operations()) {
      if (operation.isFor("admin") || operation.isFor("app")) {
        var row = table.get(operation.id());
        if (row == null) {
          faults.add(operation + " has no row");
          continue;
        }
        for (var caller : CALLERS) {
          var expected = row.get(CALLERS.indexOf(caller));
          var status = status(operation, caller);
          if (!isAsExpected(expected, status)) {
            faults.add(
                "%s (%s) by %s: %d instead of %s"
                    .formatted(operation, operation.id(), caller, status, expected));
          }
        }
      }
    }

    assertThat(faults).isEmpty();
  }

  private int status(ApiOperation operation, String caller) throws Exception {
    var account = TwilioAccount.servedBy(ringdown());
    var token = token(account, caller);
    if (operation.id().equals("connect")) {
      return handshake(token);
    }
    var path = path(operation, account);
    var body = body(operation, path);
    var request =
        HttpRequest.newBuilder(ringdown().url(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                operation.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      operation
          .node()
          .at("/requestBody/content")
          .fieldNames()
          .forEachRemaining(type -> request.setHeader("Content-Type", type));
    }
    // A stream of events has no end, and is closed.
    var answer = http.send(request.build(), BodyHandlers.ofInputStream());
    try (var content = answer.body()) {
      if (!operation.id().equals("streamEvents") || answer.statusCode() >= 400) {
        var text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        Conformance.check(ringdown().url(""), answer, text);
      }
    }
    return answer.statusCode();
  }

  private @Nullable String token(TwilioAccount account, String caller) {
    return switch (caller) {
      case "none" -> null;
      case "bad" -> "no.such.token";
      case "expired" -> account.accessToken("bob", -60);
      case "foreign" -> foreign.accessToken("bob");
      case "other" -> account.accessToken("eve");
      case "owner" -> account.accessToken("bob");
      default -> adminTokens.get(caller);
    };
  }

  /** The path to things of bob's that are really there. */
  private String path(ApiOperation operation, TwilioAccount account) {
    var home = "/v1/accounts/" + account.sid;
    var path = operation.path().replace("{account_sid}", account.sid).replace("{identity}", "bob");
    if (path.contains("{message_id}")) {
      binding(home);
      path = path.replace("{message_id}", json(account.call("bob").body(), "message_id"));
    }
    if (path.contains("/bindings/{sid}")) {
      path = path.replace("{sid}", binding(home));
    }
    if (path.contains("/credentials/{sid}")) {
      path = path.replace("{sid}", credential(home));
    }
    if (path.contains("/admin-tokens/{sid}")) {
      var token = "{\"name\":\"to be revoked\"}";
      path =
          path.replace(
              "{sid}", json(ringdown().admin("POST", "/v1/admin-tokens", token).body(), "sid"));
    }
    return operation.id().equals("deleteBindings") ? path + "?identity=bob" : path;
  }

  private @Nullable String body(ApiOperation operation, String path) {
    var binding = "{\"identity\":\"bob\",\"channel\":\"external\"}";
    return switch (operation.id()) {
      case "registerBinding", "replaceBinding", "importBindings" -> binding;
      case "patchBinding" -> "{\"tags\":[\"v8\"]}";
      case "changeBindings" -> "{\"operations\":[{\"op\":\"upsert\",\"binding\":" + binding + "}]}";
      case "putAccount" -> "{\"friendly_name\":\"renamed\"}";
      case "createCredential", "replaceCredential" -> "{\"type\":\"http\"}";
      case "acknowledgeCall" -> {
        var call = Ringdown.json(ringdown().admin("GET", path.replace("/ack", "")));
        yield "{\"binding_sid\":\"" + call.at("/deliveries/0/binding_sid").textValue() + "\"}";
      }
      case "makeAdminToken" -> "{\"name\":\"made by a caller\"}";
      default -> operation.node().has("requestBody") ? "{}" : null;
    };
  }

  private int handshake(@Nullable String token) {
    var builder = http.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    try {
      builder
          .buildAsync(ringdown().webSocketUrl("/ws"), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  private static String binding(String home) {
    var body = "{\"channel\":\"external\",\"identity\":\"bob\",\"device_id\":\"phone\"}";
    return json(ringdown().admin("POST", home + "/bindings", body).body(), "sid");
  }

  private static String credential(String home) {
    return json(
        ringdown().admin("POST", home + "/credentials", "{\"type\":\"http\"}").body(), "sid");
  }

  private static String made(String scope) {
    var body = "{\"name\":\"of a test\"," + scope + "}";
    return json(ringdown().admin("POST", "/v1/admin-tokens", body).body(), "token");
  }

  private static String json(String body, String member) {
    return Ringdown.json(body).get(member).textValue();
  }

  private static boolean isAsExpected(String expected, int status) {
    return switch (expected) {
      case "ok" -> status >= 200 && status < 300;
      case "in" -> status != 401 && status != 403;
      default -> status == Integer.parseInt(expected);
    };
  }

  private static Map<String, List<String>> table() {
    var table = new LinkedHashMap<String, List<String>>();
    TABLE
        .lines()
        .map(line -> List.of(line.strip().split(" +", -1)))
        .forEach(cells -> table.put(cells.get(0), cells.subList(1, cells.size())));
    assertThat(table.remove("operation")).isEqualTo(CALLERS);
    return table;
  }
}
