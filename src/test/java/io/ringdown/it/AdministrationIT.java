package io.ringdown.it;

import static io.ringdown.it.Ringdown.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may administer, how far, and what is remembered of it. */
class AdministrationIT extends InServer {
  private static final String TOKENS = "/v1/admin-tokens";

  private TwilioAccount account;
  private TwilioAccount other;

  @BeforeEach
  void twoAccounts() {
    account = TwilioAccount.servedBy(ringdown());
    other = TwilioAccount.servedBy(ringdown());
  }

  @Test
  void aTokenIsMadeShownOnceListedAndRevoked() {
    var made = ringdown().admin("POST", TOKENS, "{\"name\":\"ci\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    var sid = json(made).get("sid").textValue();
    var token = json(made).get("token").textValue();
    assertThat(sid).matches("AT[0-9a-f]{32}");
    assertThat(token).startsWith("rda_");
    assertThat(made.headers().firstValue("Location").orElse("")).endsWith(TOKENS + "/" + sid);

    assertThat(ringdown().as(token, "GET", "/v1/accounts").statusCode()).isEqualTo(200);
    var read = ringdown().admin("GET", TOKENS + "/" + sid);
    assertThat(read.body()).doesNotContain(token, "hash");
    assertThat(json(read).get("last_used_at").textValue()).isNotNull();
    assertThat(json(read).get("status").textValue()).isEqualTo("active");
    assertThat(sids(ringdown().admin("GET", TOKENS + "?page_size=1000"))).contains(sid);

    assertThat(ringdown().as(token, "DELETE", TOKENS + "/" + sid).statusCode()).isEqualTo(204);
    assertProblem(ringdown().as(token, "GET", "/v1/accounts"), 401);
    assertProblem(ringdown().admin("DELETE", TOKENS + "/" + sid), 404);
    assertProblem(ringdown().admin("GET", TOKENS + "/nonsense"), 404);
  }

  @Test
  void whatIsWrongWithATokenIsNamed() {
    var answer =
        ringdown()
            .admin(
                "POST",
                TOKENS,
                "{\"account_sid\":\"AC1\",\"read_only\":\"yes\","
                    + "\"expires_at\":\"2001-01-01T00:00:00Z\",\"scope\":1}");
    assertProblem(answer, 422);
    assertThat(answer.body())
        .contains("/name", "/account_sid", "/read_only", "/expires_at", "/scope");
    assertProblem(
        ringdown()
            .admin("POST", TOKENS, "{\"name\":\"x\",\"account_sid\":\"AC" + "f".repeat(32) + "\"}"),
        422);
    assertProblem(ringdown().admin("GET", TOKENS + "?nam=x"), 400);
  }

  @Test
  void aTokenOfOneAccountReachesNoOther() {
    var token = token("\"account_sid\":\"" + account.sid + "\"");
    var own = "/v1/accounts/" + account.sid;
    var foreign = "/v1/accounts/" + other.sid;

    assertThat(sids(ringdown().as(token, "GET", "/v1/accounts"), "accounts"))
        .containsExactly(account.sid);
    for (var path : List.of("", "/credentials", "/bindings", "/calls", "/audit")) {
      assertThat(ringdown().as(token, "GET", own + path).statusCode()).as(path).isEqualTo(200);
      assertProblem(ringdown().as(token, "GET", foreign + path), 403);
    }
    assertThat(ringdown().as(token, "PUT", own, "{\"friendly_name\":\"its own\"}").statusCode())
        .isEqualTo(200);
    assertThat(bind(token, own).statusCode()).isEqualTo(201);
    assertProblem(bind(token, foreign), 403);
    assertProblem(ringdown().as(token, "PUT", foreign, "{}"), 403);
    assertProblem(ringdown().as(token, "DELETE", foreign), 403);
    assertProblem(ringdown().as(token, "DELETE", foreign + "/identities/bob"), 403);
    assertProblem(ringdown().as(token, "GET", foreign + "/identities/bob/reachability"), 403);
    assertThat(statusOfEvents(token, own)).isEqualTo(200);
    assertThat(statusOfEvents(token, foreign)).isEqualTo(403);
    for (var path : List.of(TOKENS, "/v1/audit", "/v1/metrics")) {
      assertProblem(ringdown().as(token, "GET", path), 403);
    }
    assertProblem(ringdown().as(token, "POST", TOKENS, "{\"name\":\"more\"}"), 403);

    ringdown().admin("DELETE", own);
    assertProblem(ringdown().as(token, "GET", own), 401);
  }

  @Test
  void aRevokedTokenEndsTheEventsThatItOpened() throws Exception {
    var made = ringdown().admin("POST", TOKENS, "{\"name\":\"listener\"}");
    var token = json(made).get("token").textValue();
    var answer =
        ringdown()
            .send(
                ringdown()
                    .request("/v1/accounts/" + account.sid + "/events")
                    .header("Authorization", "Bearer " + token),
                BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    var ended = CompletableFuture.supplyAsync(() -> wholly(answer.body()));

    ringdown().admin("DELETE", TOKENS + "/" + json(made).get("sid").textValue());

    assertThat(ended.get(60, TimeUnit.SECONDS)).contains("retry:");
  }

  private static String wholly(InputStream body) {
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTokenThatReadsChangesNothing() {
    var token = token("\"read_only\":true");
    var own = "/v1/accounts/" + account.sid;
    var binding =
        own + "/bindings/" + json(bind(ringdown().adminToken(), own)).get("sid").textValue();

    for (var path :
        List.of("/v1/accounts", own, binding, own + "/audit", TOKENS, "/v1/audit", "/v1/metrics")) {
      assertThat(ringdown().as(token, "GET", path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(statusOfEvents(token, own)).isEqualTo(200);
    assertProblem(ringdown().as(token, "PUT", own, "{}"), 403);
    assertProblem(bind(token, own), 403);
    assertProblem(ringdown().as(token, "DELETE", binding), 403);
    assertProblem(ringdown().as(token, "DELETE", own + "/bindings?all=true"), 403);
    assertProblem(ringdown().as(token, "POST", own + "/credentials", "{}"), 403);
    assertProblem(ringdown().as(token, "POST", own + "/calls/WB1/ack", "{}"), 403);
    assertProblem(ringdown().as(token, "DELETE", own + "/identities/bob"), 403);
    assertProblem(ringdown().as(token, "POST", TOKENS, "{\"name\":\"more\"}"), 403);
    assertThat(ringdown().admin("GET", binding).statusCode()).isEqualTo(200);
  }

  @Test
  void appsAdministerNothing() {
    var bob = account.accessToken("bob");
    for (var path :
        List.of(TOKENS, "/v1/audit", "/v1/accounts/" + account.sid + "/audit", "/v1/metrics")) {
      assertProblem(ringdown().as(bob, "GET", path), 403);
      assertProblem(ringdown().get(path), 401);
    }
  }

  @Test
  void itIsRememberedWhoChangedWhat() {
    var made = ringdown().admin("POST", TOKENS, "{\"name\":\"deployer\"}");
    var token = json(made).get("token").textValue();
    var own = "/v1/accounts/" + account.sid;
    ringdown()
        .as(token, "PUT", own, "{\"policy\":{\"ring\":\"newest\"},\"friendly_name\":\"test\"}");
    var credential =
        json(ringdown()
                .as(
                    token,
                    "POST",
                    own + "/credentials",
                    "{\"type\":\"hms\",\"app_id\":\"1\",\"app_secret\":\"clear-app-secret\"}"))
            .get("sid")
            .textValue();
    bind(token, own);
    ringdown().as(account.accessToken("bob"), "DELETE", own + "/bindings?all=true");
    bind(token, own);
    ringdown().as(token, "DELETE", own + "/identities/bob");
    ringdown().as(token, "DELETE", own);

    var audit = ringdown().admin("GET", own + "/audit");
    assertThat(actions(audit))
        .containsExactly(
            "account.deleted",
            "identity.forgotten",
            "credential.created",
            "account.updated",
            "account.created");
    var entries = json(audit).get("audit");
    assertThat(entries.get(2).get("subject").textValue()).isEqualTo(credential);
    assertThat(entries.get(2).at("/actor/name").textValue()).isEqualTo("deployer");
    assertThat(entries.get(2).at("/actor/id").textValue())
        .isEqualTo(json(made).get("sid").textValue());
    assertThat(entries.get(3).get("fields")).isEqualTo(json("[\"policy/ring\"]"));
    assertThat(entries.get(4).at("/actor/type").textValue()).isEqualTo("configured_token");
    assertThat(audit.body()).doesNotContain(account.authToken, "clear-app-secret", "bob");

    var deployers = "/v1/audit?actor=" + json(made).get("sid").textValue();
    var walked = new ArrayList<String>();
    var next = "";
    do {
      var page = ringdown().admin("GET", deployers + "&page_size=2" + next);
      walked.addAll(actions(page));
      var following = json(page).at("/meta/next_page_token").textValue();
      next = following == null ? "" : "&page_token=" + following;
    } while (!next.isEmpty());
    assertThat(walked)
        .containsExactly(
            "account.deleted", "identity.forgotten", "credential.created", "account.updated");
    assertThat(actions(ringdown().admin("GET", own + "/audit?after=9000-01-01T00:00:00Z")))
        .isEmpty();
    assertProblem(ringdown().admin("GET", own + "/audit?before=yesterday"), 400);
    assertProblem(ringdown().admin("GET", "/v1/accounts/AC" + "f".repeat(32) + "/audit"), 404);
  }

  @Test
  void aLostRaceIsTold() {
    var own = "/v1/accounts/" + account.sid;
    var tag = ringdown().admin("GET", own).headers().firstValue("ETag").orElseThrow();

    assertProblem(putIf("If-Match", "x", own), 400);
    assertThat(putIf("If-Match", tag, own).statusCode()).isEqualTo(200);
    assertProblem(putIf("If-Match", tag, own), 412);
    assertProblem(putIf("If-None-Match", "*", own), 412);
    assertProblem(putIf("If-Match", "*", "/v1/accounts/AC" + "e".repeat(32)), 412);
    var now = ringdown().admin("GET", own).headers().firstValue("ETag").orElseThrow();
    assertThat(now).isNotEqualTo(tag);
    assertThat(putIf("If-Match", now, own).headers().firstValue("ETag")).isPresent();
    assertThat(account.call("nobody").statusCode()).as("its secrets stay").isEqualTo(404);
  }

  private static HttpResponse<String> putIf(String header, String tag, String path) {
    return ringdown()
        .send(
            ringdown()
                .request(path)
                .header("Authorization", "Bearer " + ringdown().adminToken())
                .header("Content-Type", "application/json")
                .header(header, tag)
                .PUT(BodyPublishers.ofString("{\"friendly_name\":\"raced\"}")),
            BodyHandlers.ofString());
  }

  private static int statusOfEvents(String token, String accountPath) {
    var answer =
        ringdown()
            .send(
                ringdown()
                    .request(accountPath + "/events")
                    .header("Authorization", "Bearer " + token),
                BodyHandlers.ofInputStream());
    try {
      answer.body().close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return answer.statusCode();
  }

  private static String token(String members) {
    var made = ringdown().admin("POST", TOKENS, "{\"name\":\"some\"," + members + "}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return json(made).get("token").textValue();
  }

  private static HttpResponse<String> bind(String token, String accountPath) {
    return ringdown()
        .as(
            token,
            "POST",
            accountPath + "/bindings",
            "{\"identity\":\"bob\",\"channel\":\"external\"}");
  }

  private static List<String> sids(HttpResponse<String> page) {
    return sids(page, "admin_tokens");
  }

  private static List<String> sids(HttpResponse<String> page, String plural) {
    return texts(json(page).get(plural), "sid");
  }

  private static List<String> actions(HttpResponse<String> page) {
    return texts(json(page).get("audit"), "action");
  }

  private static List<String> texts(JsonNode items, String name) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get(name).textValue())
        .toList();
  }
}
