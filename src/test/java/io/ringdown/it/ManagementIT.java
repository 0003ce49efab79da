package io.ringdown.it;

import static io.ringdown.it.Ringdown.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The doors for apps and operators. */
class ManagementIT extends InServer {
  private TwilioAccount account;
  private String bindings;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
    bindings = "/v1/accounts/" + account.sid + "/bindings";
  }

  @Test
  void withoutGoodCredentialsNobodyComesIn() {
    for (var answer :
        List.of(
            ringdown().get(bindings),
            ringdown().as("nonsense", "GET", bindings),
            ringdown().as("a.b.c", "GET", bindings),
            ringdown()
                .as(TwilioAccount.unknownTo(ringdown()).accessToken("bob"), "GET", bindings))) {
      assertProblem(answer, 401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    }
  }

  @Test
  void accountsShowNoSecret() {
    var answer = ringdown().admin("GET", "/v1/accounts/" + account.sid);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body())
        .doesNotContain(account.authToken, account.secondaryToken, account.apiKeySecret)
        .contains("…" + account.authToken.substring(28));
    assertThat(json(answer).at("/policy/ring_window").textValue()).isEqualTo("PT30S");
  }

  @Test
  void accountsAreReplacedListedAndDeleted() {
    var path = "/v1/accounts/" + account.sid;
    assertThat(ringdown().admin("PUT", path, "{\"friendly_name\":\"renamed\"}").statusCode())
        .isEqualTo(200);
    assertThat(account.call("nobody").statusCode()).isEqualTo(404);

    var listed = new ArrayList<String>();
    var next = "";
    do {
      var page = json(ringdown().admin("GET", "/v1/accounts?page_size=2" + next));
      page.get("accounts").forEach(item -> listed.add(item.get("sid").textValue()));
      var token = page.at("/meta/next_page_token").textValue();
      next = token == null ? "" : "&page_token=" + token;
    } while (!next.isEmpty());
    assertThat(listed).contains(account.sid).doesNotHaveDuplicates();

    assertThat(ringdown().admin("DELETE", path).statusCode()).isEqualTo(204);
    assertProblem(ringdown().admin("DELETE", path), 404);
    assertThat(account.call("nobody").statusCode()).isEqualTo(403);
  }

  @Test
  void typosDoNotPassInSilence() {
    var unknown =
        ringdown()
            .admin(
                "POST", bindings, "{\"identity\":\"bob\",\"channel\":\"external\",\"adress\":1}");
    assertProblem(unknown, 422);
    assertThat(json(unknown).at("/errors/0/pointer").textValue()).isEqualTo("/adress");
    assertProblem(ringdown().admin("GET", bindings + "?identty=bob"), 400);
    assertProblem(ringdown().admin("GET", bindings + "?page_size=0"), 400);
    assertProblem(ringdown().admin("GET", bindings + "?page_token=%2A"), 400);
    assertProblem(ringdown().admin("POST", bindings, "{\"a\":1,\"a\":2}"), 400);
    assertProblem(ringdown().admin("POST", bindings, "{"), 400);
    assertProblem(ringdown().admin("POST", bindings, "[]"), 400);
    assertProblem(
        ringdown().admin("POST", bindings, "{\"x\":\"" + "a".repeat(1 << 20) + "\"}"), 413);
    assertProblem(ringdown().admin("PATCH", bindings), 405);
    assertProblem(ringdown().admin("GET", "/v1/nothing"), 404);
  }

  @Test
  void badBindingsAreNamedMemberByMember() {
    var answer =
        ringdown()
            .admin(
                "POST",
                bindings,
                "{\"identity\":\"b:b\",\"channel\":\"pigeon\",\"tags\":[5],\"expires_at\":\"2001-01-01T00:00:00Z\"}");
    assertProblem(answer, 422);
    assertThat(answer.body()).contains("/identity", "/channel", "/tags/0", "/expires_at");
    assertProblem(
        ringdown().admin("POST", bindings, "{\"identity\":\"bob\",\"channel\":\"websocket\"}"),
        422);
    var fcm =
        ringdown()
            .admin(
                "POST", bindings, "{\"identity\":\"bob\",\"channel\":\"fcm\",\"address\":\"t\"}");
    assertProblem(fcm, 422);
    assertThat(fcm.body()).contains("/credential");
    assertProblem(
        ringdown()
            .admin(
                "POST",
                bindings,
                "{\"identity\":\"bob\",\"channel\":\"external\",\"address\":\"x\"}"),
        422);
  }

  @Test
  void aBindingIsMadeReadRefreshedListedAndDeleted() {
    var request =
        "{\"identity\":\"bob\",\"channel\":\"external\",\"device_id\":\"phone\",\"tags\":[\"v7\"]}";
    var made = ringdown().admin("POST", bindings, request);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    var sid = json(made).get("sid").textValue();
    assertThat(sid).matches("BS[0-9a-f]{32}");
    assertThat(made.headers().firstValue("Location").orElse("")).endsWith(bindings + "/" + sid);
    assertThat(json(made).get("date_created").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    var again = ringdown().admin("POST", bindings, request);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).get("sid").textValue()).isEqualTo(sid);

    var read = ringdown().admin("GET", bindings + "/" + sid);
    assertThat(json(read)).isEqualTo(json(again));
    assertThat(json(ringdown().admin("GET", bindings + "?identity=bob")).get("bindings"))
        .hasSize(1);

    assertThat(ringdown().admin("DELETE", bindings + "/" + sid).statusCode()).isEqualTo(204);
    assertProblem(ringdown().admin("GET", bindings + "/" + sid), 404);
    assertProblem(ringdown().admin("DELETE", bindings + "/" + sid), 404);
  }

  @Test
  void aDeviceThatChangedHandsIsMoved() {
    ringdown()
        .admin(
            "POST",
            bindings,
            "{\"identity\":\"bob\",\"channel\":\"external\",\"device_id\":\"d\"}");
    var moved =
        ringdown()
            .admin(
                "POST",
                bindings,
                "{\"identity\":\"eve\",\"channel\":\"external\",\"device_id\":\"d\"}");
    assertThat(moved.statusCode()).isEqualTo(200);
    assertThat(account.call("bob").statusCode()).isEqualTo(404);
    assertThat(account.call("eve").statusCode()).isEqualTo(200);
  }

  @Test
  void listsArePagedByKeyNewestFirst() {
    var made = new ArrayList<String>();
    for (var i = 0; i < 7; i++) {
      made.add(
          0,
          json(ringdown()
                  .admin(
                      "POST", bindings, "{\"identity\":\"i" + i + "\",\"channel\":\"external\"}"))
              .get("sid")
              .textValue());
    }
    var listed = new ArrayList<String>();
    var next = "";
    var pages = 0;
    do {
      var page = json(ringdown().admin("GET", bindings + "?page_size=3" + next));
      page.get("bindings").forEach(item -> listed.add(item.get("sid").textValue()));
      assertThat(page.at("/meta/page_size").intValue()).isEqualTo(3);
      if (pages++ == 0) {
        ringdown().admin("POST", bindings, "{\"identity\":\"late\",\"channel\":\"external\"}");
      }
      var token = page.at("/meta/next_page_token").textValue();
      next = token == null ? "" : "&page_token=" + token;
    } while (!next.isEmpty());
    assertThat(listed).isEqualTo(made);
  }

  @Test
  void anAppTouchesOnlyItsOwnIdentity() {
    var bob = account.accessToken("bob");
    var eve = account.accessToken("eve");
    var made = ringdown().as(bob, "POST", bindings, "{\"channel\":\"external\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).get("identity").textValue()).isEqualTo("bob");
    var one = bindings + "/" + json(made).get("sid").textValue();

    assertThat(ringdown().as(bob, "GET", one).statusCode()).isEqualTo(200);
    assertThat(json(ringdown().as(eve, "GET", bindings)).get("bindings")).isEmpty();
    assertProblem(ringdown().as(eve, "GET", one), 403);
    assertProblem(ringdown().as(eve, "DELETE", one), 403);
    assertProblem(ringdown().as(eve, "GET", bindings + "?identity=bob"), 403);
    assertProblem(
        ringdown().as(eve, "POST", bindings, "{\"identity\":\"bob\",\"channel\":\"external\"}"),
        403);
    assertProblem(ringdown().as(eve, "GET", "/v1/accounts"), 403);
    assertProblem(ringdown().as(eve, "GET", "/v1/accounts/" + account.sid), 403);
    assertProblem(ringdown().as(eve, "GET", "/v1/accounts/" + account.sid + "/credentials"), 403);
    var other = TwilioAccount.servedBy(ringdown());
    assertProblem(ringdown().as(other.accessToken("bob"), "GET", one), 403);
    assertThat(ringdown().as(bob, "DELETE", one).statusCode()).isEqualTo(204);
  }

  @Test
  void aPersonIsReachableUntilForgotten() {
    var account = TwilioAccount.servedBy(ringdown());
    var person = "/v1/accounts/" + account.sid + "/identities/bob%20b%C3%BCrger";
    assertThat(Ringdown.json(ringdown().admin("GET", person + "/reachability")))
        .isEqualTo(
            Ringdown.json("{\"reachable\":false,\"channels\":{},\"last_accepted_at\":null}"));
    ringdown()
        .admin(
            "POST",
            "/v1/accounts/" + account.sid + "/bindings",
            "{\"channel\":\"external\",\"identity\":\"bob bürger\"}");
    assertThat(Ringdown.json(ringdown().admin("GET", person + "/reachability")).path("channels"))
        .isEqualTo(Ringdown.json("{\"external\":1}"));
    assertProblem(ringdown().as(account.accessToken("bob"), "GET", person + "/reachability"), 403);
    assertProblem(ringdown().admin("GET", person + "/reachability?x=1"), 400);

    assertThat(ringdown().admin("DELETE", person).statusCode()).isEqualTo(204);

    assertThat(Ringdown.json(ringdown().admin("GET", person + "/reachability")).path("reachable"))
        .isEqualTo(Ringdown.json("false"));
    assertThat(account.call("bob bürger").statusCode()).isEqualTo(404);
  }

  @Test
  void bindingsAreDeletedByFilter() {
    var account = TwilioAccount.servedBy(ringdown());
    var bindings = "/v1/accounts/" + account.sid + "/bindings";
    for (var identity : List.of("bob", "bob", "alice")) {
      var body =
          Map.of(
              "channel",
              "external",
              "identity",
              identity,
              "device_id",
              UUID.randomUUID().toString());
      assertThat(ringdown().admin("POST", bindings, TwilioAccount.json(body)).statusCode())
          .isEqualTo(201);
    }
    assertProblem(ringdown().admin("DELETE", bindings), 400);
    assertProblem(ringdown().admin("DELETE", bindings + "?all=false"), 400);
    assertProblem(ringdown().admin("DELETE", bindings + "?identiti=bob"), 400);
    assertProblem(
        ringdown().as(account.accessToken("alice"), "DELETE", bindings + "?identity=bob"), 403);
    assertThat(ringdown().admin("DELETE", bindings + "?identity=bob").body())
        .isEqualTo("{\"deleted\":2}");
    assertThat(ringdown().as(account.accessToken("alice"), "DELETE", bindings + "?all=true").body())
        .isEqualTo("{\"deleted\":1}");
  }

  @Test
  void credentialsAreCheckedAtTheDoorAndShownWithoutTheirKeys() {
    var credentials = "/v1/accounts/" + account.sid + "/credentials";
    var request =
        "{\"friendly_name\":\"android\",\"type\":\"fcm\",\"service_account\":"
            + fakeFcm().serviceAccountJson()
            + "}";
    var made = ringdown().admin("POST", credentials, request);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).doesNotContain("PRIVATE KEY");
    var one = credentials + "/" + json(made).get("sid").textValue();
    assertThat(json(ringdown().admin("GET", one))).isEqualTo(json(made));
    assertThat(json(ringdown().admin("GET", credentials)).get("credentials")).hasSize(1);
    assertProblem(ringdown().admin("POST", credentials, request), 409);
    assertThat(ringdown().admin("PUT", one, request).statusCode()).isEqualTo(200);

    var broken =
        ringdown()
            .admin(
                "POST",
                credentials,
                "{\"type\":\"fcm\",\"service_account\":{\"type\":\"service_account\",\"private_key\":\"x\"}}");
    assertProblem(broken, 422);
    assertProblem(ringdown().admin("POST", credentials, "{\"type\":\"smoke\"}"), 422);
    assertThat(ringdown().admin("DELETE", one).statusCode()).isEqualTo(204);
    assertProblem(ringdown().admin("GET", one), 404);
  }
}
