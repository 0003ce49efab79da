package io.ringdown.it;

import static io.ringdown.it.Ringdown.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.provider.fcm.FakeAnswer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One binding from its registration to its end. */
class BindingLifeIT extends InServer {
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private TwilioAccount account;
  private String bindings;
  private String token;

  @BeforeEach
  void anAccountWithAndroidPhones() {
    account = TwilioAccount.servedBy(ringdown());
    bindings = "/v1/accounts/" + account.sid + "/bindings";
    FcmPhones.addCredential(ringdown(), account, fakeFcm());
    token = "token-" + UUID.randomUUID();
    fakeFcm().acceptToken(token);
  }

  @Test
  void whatWasReadCanBeWrittenBack() {
    var one = register("bob");
    call("bob");
    var read = get(one);

    var put = send("PUT", one, read.body(), "application/json", "If-Match", tag(read));

    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    assertThat(json(put)).isEqualTo(json(read));
    assertThat(tag(put)).isEqualTo(tag(read));
    assertThat(events(one)).containsExactly("registered");
  }

  @Test
  void ofTwoWhoReadTheSameOneWins() {
    var one = register("bob");
    var read = get(one);

    var first = patch(one, "{\"tags\":[\"first\"]}", tag(read));
    var second = patch(one, "{\"tags\":[\"second\"]}", tag(read));

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(tag(first)).isNotEqualTo(tag(read));
    assertThat(tag(get(one))).isEqualTo(tag(first));
    assertProblem(second, 412);
    assertProblem(send("PUT", one, read.body(), "application/json", "If-Match", tag(read)), 412);
    assertProblem(send("DELETE", one, "", null, "If-Match", tag(read)), 412);
    assertProblem(send("GET", one, "", null, "If-Match", tag(read)), 412);
    assertProblem(patch(one, "{}", "W/" + tag(first)), 412);
    assertProblem(patch(one, "{}", "unquoted"), 400);
    assertThat(patch(one, "{\"tags\":[]}", "*").statusCode()).isEqualTo(200);
    var now = tag(get(one));
    assertThat(send("DELETE", one, "", null, "If-Match", "\"x\", " + now).statusCode())
        .isEqualTo(204);
  }

  @Test
  void aDeliveryChangesTheTagAndLosesNobodyARace() {
    var one = register("bob");
    var before = get(one);
    call("bob");

    var after = get(one);
    assertThat(json(after).at("/last_delivery/status").textValue()).isEqualTo("accepted");
    assertThat(tag(after)).isNotEqualTo(tag(before));
    assertThat(send("GET", one, "", null, "If-None-Match", tag(before)).statusCode())
        .isEqualTo(200);
    var same = send("GET", one, "", null, "If-None-Match", "W/" + tag(after));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(tag(same)).isEqualTo(tag(after));
    assertProblem(send("PUT", one, before.body(), "application/json", "If-None-Match", "*"), 412);

    var put = send("PUT", one, before.body(), "application/json", "If-Match", tag(before));
    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
  }

  @Test
  void aTokenIsRotatedByPut() {
    var one = register("bob");
    var other = "token-" + UUID.randomUUID();
    fakeFcm().acceptToken(other);

    var put =
        admin(
            "PUT", one, "{\"identity\":\"bob\",\"channel\":\"fcm\",\"address\":\"" + other + "\"}");

    assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    assertThat(json(put).get("address").textValue()).isEqualTo(other);
    assertThat(json(put).get("tags")).isEmpty();
    assertThat(events(one)).containsExactly("changed", "rotated", "registered");
    assertThat(history(one).get(0).get("changed").toString()).isEqualTo("[\"tags\"]");
    assertThat(history(one).toString()).doesNotContain(other, token);
    call("bob");
    assertThat(fakeFcm().messages()).filteredOn(m -> m.token().equals(token)).isEmpty();
    assertThat(fakeFcm().messages()).filteredOn(m -> m.token().equals(other)).hasSize(1);
  }

  @Test
  void anotherBindingOfTheNewAddressIsMerged() {
    var one = register("bob");
    var mine = token;
    token = "token-" + UUID.randomUUID();
    var hers = register("eve");

    var patched = patch(one, "{\"address\":\"" + token + "\"}", "*");

    assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
    assertProblem(get(hers), 404);
    assertThat(history(hers).get(0).get("event").textValue()).isEqualTo("deleted");
    assertThat(history(hers).get(0).get("reason").textValue()).isEqualTo("merged");
    assertThat(mine).isNotEqualTo(token);
  }

  @Test
  void patchesMerge() {
    var one = register("bob");

    var patched =
        send("PATCH", one, "{\"device_id\":\"pixel\",\"tags\":null}", MERGE_PATCH, "If-Match", "*");
    assertThat(json(patched).get("device_id").textValue()).isEqualTo("pixel");
    assertThat(json(patched).get("tags")).isEmpty();
    assertThat(json(patched).get("address").textValue()).isEqualTo(token);
    assertThat(json(patched).get("expires_at")).isEqualTo(json(get(one)).get("expires_at"));
    var removed = admin("PATCH", one, "{\"device_id\":null}");
    assertThat(removed.statusCode()).as(removed.body()).isEqualTo(200);
    assertThat(json(removed).get("device_id").isNull()).isTrue();

    var wrongType = send("PATCH", one, "{}", "text/plain", "If-Match", "*");
    assertProblem(wrongType, 415);
    assertThat(wrongType.headers().firstValue("Accept-Patch").orElse("")).contains(MERGE_PATCH);
    assertProblem(admin("PATCH", one, "[]"), 400);
    assertProblem(admin("PATCH", one + "?x=1", "{}"), 400);
    assertProblem(send("PUT", one, "{}", "text/plain", "If-Match", "*"), 415);
  }

  @Test
  void readOnlyMembersMayBeThereAndMayNotChange() {
    var one = register("bob");
    call("bob");
    var whole = (ObjectNode) json(get(one));

    whole.put("sid", "BS" + "0".repeat(32)).put("status", "invalid").put("invalid_reason", "x");
    whole.put("date_created", "2001-01-01T00:00:00.000Z");
    whole.put("date_updated", "2999-01-01T00:00:00.000Z");
    whole.put("account_sid", "AC" + "0".repeat(32)).put("unknown", 1);
    whole.putObject("last_delivery").put("at", "2999-01-01T00:00:00.000Z");
    whole.put("channel", "external");
    var put = admin("PUT", one, whole.toString());
    assertProblem(put, 422);
    assertThat(pointers(put))
        .contains(
            "/sid",
            "/status",
            "/invalid_reason",
            "/date_created",
            "/date_updated",
            "/account_sid",
            "/last_delivery",
            "/unknown",
            "/channel");
    for (var patch :
        List.of("{\"status\":\"invalid\"}", "{\"sid\":null}", "{\"x\":null}", "{\"x\":1}")) {
      assertProblem(admin("PATCH", one, patch), 422);
    }
    assertThat(admin("PATCH", one, "{\"status\":\"active\"}").statusCode()).isEqualTo(200);
    assertProblem(admin("PATCH", one, "{\"expires_at\":\"2001-01-01T00:00:00Z\"}"), 422);
    assertProblem(admin("PATCH", one, "{\"address\":null}"), 422);
    assertProblem(admin("PATCH", one, "{\"identity\":null}"), 422);
  }

  @Test
  void anAppChangesItsOwnAndGivesNothingAway() {
    var one = register("bob");
    var bob = account.accessToken("bob");
    var eve = account.accessToken("eve");

    assertThat(ringdown().as(bob, "PATCH", one, "{\"tags\":[\"mine\"]}").statusCode())
        .isEqualTo(200);
    assertProblem(ringdown().as(bob, "PATCH", one, "{\"identity\":\"eve\"}"), 403);
    assertProblem(ringdown().as(eve, "PATCH", one, "{\"tags\":[]}"), 403);
    assertProblem(ringdown().as(eve, "PUT", one, "{\"channel\":\"fcm\"}"), 403);
    assertProblem(ringdown().as(eve, "GET", one + "/history"), 403);
    assertThat(history(one).get(0).get("by").textValue()).isEqualTo("app:bob");

    assertThat(admin("PATCH", one, "{\"identity\":\"eve\"}").statusCode()).isEqualTo(200);
    assertProblem(ringdown().as(bob, "GET", one), 403);
    var moved = json(ringdown().as(eve, "GET", one + "/history")).at("/history/0");
    assertThat(moved.get("event").textValue()).isEqualTo("moved");
    assertThat(moved.get("from").textValue()).isEqualTo("bob");
    assertThat(moved.get("to").textValue()).isEqualTo("eve");
    assertThat(moved.get("by").textValue()).startsWith("admin:");
    assertThat(account.call("bob").statusCode()).isEqualTo(404);

    assertThat(ringdown().as(eve, "DELETE", one).statusCode()).isEqualTo(204);
    assertProblem(ringdown().as(bob, "GET", one + "/history"), 403);
    assertThat(ringdown().as(eve, "GET", one + "/history").statusCode()).isEqualTo(200);
    assertThat(events(one).get(0)).isEqualTo("deleted");
  }

  @Test
  void historyIsPaged() {
    var one = register("bob");
    for (var i = 0; i < 4; i++) {
      register("bob");
    }

    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = json(ringdown().admin("GET", one + "/history?page_size=2" + next));
      page.get("history").forEach(change -> seen.add(change.get("event").textValue()));
      var following = page.at("/meta/next_page_token").textValue();
      next = following == null ? "" : "&page_token=" + following;
    } while (!next.isEmpty());

    assertThat(seen)
        .containsExactly("refreshed", "refreshed", "refreshed", "refreshed", "registered");
    assertProblem(ringdown().admin("GET", one + "/history?page_size=0"), 400);
    assertProblem(ringdown().admin("GET", one + "/history?x=0"), 400);
    assertProblem(ringdown().admin("GET", bindings + "/BS" + "0".repeat(32) + "/history"), 404);
    assertProblem(ringdown().admin("GET", bindings + "/nonsense/history"), 404);
    assertProblem(ringdown().admin("GET", bindings + "/nonsense"), 404);
    assertProblem(ringdown().admin("POST", one), 405);
  }

  @Test
  void aDeadTokenIsToldAndRevivedByItsRegistration() {
    var one = register("bob");
    fakeFcm().forgetToken(token);
    account.call("bob");
    await().until(() -> json(get(one)).get("status").textValue().equals("invalid"));

    var verdict = history(one).get(0);
    assertThat(verdict.get("event").textValue()).isEqualTo("invalidated");
    assertThat(verdict.get("by").textValue()).isEqualTo("provider:fcm");
    assertThat(verdict.get("reason").textValue()).isEqualTo("UNREGISTERED");
    assertThat(verdict.get("twilio_code").intValue()).isEqualTo(52103);
    assertThat(json(admin("PATCH", one, "{\"tags\":[]}")).get("status").textValue())
        .isEqualTo("invalid");

    register("bob");
    assertThat(events(one)).startsWith("revived", "changed", "changed", "invalidated");
    assertThat(json(get(one)).get("status").textValue()).isEqualTo("active");
  }

  @Test
  void aPhoneThatIsGivenToSomebodyWhoIsBeingCalledIsRung() throws Exception {
    var one = register("eve");
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      assertThat(account.call("bob").statusCode()).isEqualTo(200);
      phone.awaitCall();

      assertThat(admin("PATCH", one, "{\"identity\":\"bob\"}").statusCode()).isEqualTo(200);

      await().until(() -> fakeFcm().messages().stream().anyMatch(m -> m.token().equals(token)));
    }
  }

  @Test
  void aPhoneThatChangesHandsDuringACallIsNotRungForItsFormerOwner() {
    register("bob");
    var call = account.notification("client:bob");
    var record = "/v1/accounts/" + account.sid + "/calls/" + call.get("twi_message_id");
    fakeFcm().onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
    try {
      assertThat(account.send(TwilioAccount.json(call)).statusCode()).isEqualTo(200);
      await().until(() -> !json(get(record)).at("/deliveries/0/attempts").isEmpty());
      register("eve");
    } finally {
      fakeFcm().onSend().judge();
    }

    await().until(() -> json(get(record)).get("status").textValue().equals("failed"));
    var delivery = json(get(record)).at("/deliveries/0");
    assertThat(delivery.get("status").textValue()).isEqualTo("binding_gone");
    assertThat(delivery.get("attempts").toString()).contains("binding_changed");
    assertThat(fakeFcm().messages()).noneMatch(message -> message.token().equals(token));
    var eves = json(ringdown().admin("GET", bindings + "?identity=eve")).at("/bindings/0");
    assertThat(eves.get("status").textValue()).isEqualTo("active");
    assertThat(eves.get("last_delivery").isNull()).isTrue();
  }

  @Test
  void anAddressIsProbedWithoutRinging() {
    var one = register("bob");
    assertThat(json(ringdown().admin("POST", one + "/probe"))).isEqualTo(json("{\"alive\":true}"));

    fakeFcm().forgetToken(token);
    var dead = json(ringdown().as(account.accessToken("bob"), "POST", one + "/probe"));
    assertThat(dead.get("alive").booleanValue()).isFalse();
    assertThat(dead.get("reason").textValue()).isEqualTo("UNREGISTERED");
    assertThat(dead.get("twilio_code").intValue()).isEqualTo(52103);
    assertThat(json(get(one)).get("status").textValue()).isEqualTo("invalid");
    assertThat(events(one)).containsExactly("invalidated", "registered");
    assertThat(fakeFcm().messages()).noneMatch(message -> message.token().equals(token));

    assertProblem(ringdown().as(account.accessToken("eve"), "POST", one + "/probe"), 403);
    assertProblem(ringdown().admin("POST", one + "/probe?x=1"), 400);
    var external = admin("POST", bindings, "{\"identity\":\"bob\",\"channel\":\"external\"}");
    assertProblem(
        ringdown().admin("POST", bindings + "/" + json(external).get("sid").textValue() + "/probe"),
        501);
  }

  @Test
  void aForgottenPersonIsInNoHistory() {
    var one = register("bob");
    assertThat(
            ringdown()
                .admin("DELETE", "/v1/accounts/" + account.sid + "/identities/bob")
                .statusCode())
        .isEqualTo(204);
    assertProblem(ringdown().admin("GET", one + "/history"), 404);
  }

  @Test
  void aConnectionIsOnlyItsOwnToChange() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var sid = json(ringdown().admin("GET", bindings)).at("/bindings/0/sid").textValue();
      var one = bindings + "/" + sid;
      assertThat(phone.waiting()).isZero();
      assertThat(events(one)).containsExactly("registered");
      assertProblem(admin("PATCH", one, "{\"tags\":[]}"), 409);
      assertProblem(admin("PUT", one, get(one).body()), 409);
    }
  }

  private String register(String identity) {
    var made =
        admin(
            "POST",
            bindings,
            "{\"identity\":\""
                + identity
                + "\",\"channel\":\"fcm\",\"address\":\""
                + token
                + "\",\"tags\":[\"v7\"]}");
    assertThat(made.statusCode()).as(made.body()).isIn(200, 201);
    var one = bindings + "/" + json(made).get("sid").textValue();
    assertThat(tag(made)).isEqualTo(tag(get(one)));
    return one;
  }

  /** Calls, and waits until it is on record that the phone has rung. */
  private void call(String identity) {
    assertThat(account.call(identity).statusCode()).isEqualTo(200);
    await()
        .until(
            () ->
                StreamSupport.stream(
                        json(ringdown().admin("GET", bindings + "?identity=" + identity))
                            .get("bindings")
                            .spliterator(),
                        false)
                    .noneMatch(binding -> binding.get("last_delivery").isNull()));
  }

  private JsonNode history(String one) {
    return json(ringdown().admin("GET", one + "/history")).get("history");
  }

  private List<String> events(String one) {
    return StreamSupport.stream(history(one).spliterator(), false)
        .map(change -> change.get("event").textValue())
        .toList();
  }

  private static List<String> pointers(HttpResponse<String> answer) {
    return StreamSupport.stream(json(answer).get("errors").spliterator(), false)
        .map(error -> error.get("pointer").textValue())
        .toList();
  }

  private static HttpResponse<String> get(String path) {
    return ringdown().admin("GET", path);
  }

  private static HttpResponse<String> admin(String method, String path, String body) {
    return ringdown().admin(method, path, body);
  }

  private static HttpResponse<String> patch(String path, String body, String ifMatch) {
    return send("PATCH", path, body, MERGE_PATCH, "If-Match", ifMatch);
  }

  private static HttpResponse<String> send(
      String method, String path, String body, @Nullable String type, String header, String value) {
    var request =
        ringdown()
            .request(path)
            .header("Authorization", "Bearer " + ringdown().adminToken())
            .header(header, value)
            .method(method, BodyPublishers.ofString(body));
    if (type != null) {
      request.header("Content-Type", type);
    }
    return ringdown().send(request, BodyHandlers.ofString());
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElse("none");
  }
}
