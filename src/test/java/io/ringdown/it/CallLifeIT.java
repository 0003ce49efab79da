package io.ringdown.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringdown.provider.fcm.FakeAnswer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call from its notification to its end: who rings, who is told, what is kept of it. */
class CallLifeIT extends InServer {
  private static final FakeAnswer BUSY = FakeAnswer.fcmError(503, "UNAVAILABLE", "UNAVAILABLE");

  private TwilioAccount account;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
  }

  @AfterEach
  void googleIsWell() {
    fakeFcm().onSend().judge();
  }

  @Test
  void theRecordTellsWhatBecameOfACall() throws Exception {
    var notification = account.notification("client:bob");
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one")) {
      account.send(TwilioAccount.json(notification));
      phone.awaitCall();
      await().until(() -> call(notification).path("status").textValue().equals("accepted"));
      phone.send("no json");
      phone.send("{\"ack\":7}");
      phone.send("{\"ack\":\"" + notification.get("twi_message_id") + "\"}");
      await().until(() -> !delivery(notification, 0).get("acknowledged_at").isNull());
    }
    var call = call(notification);
    assertThat(names(call))
        .containsExactlyInAnyOrder(
            "message_id",
            "call_sid",
            "account_sid",
            "from",
            "identity",
            "received_at",
            "expires_at",
            "status",
            "deliveries");
    assertThat(call.get("call_sid").textValue()).isEqualTo(notification.get("twi_call_sid"));
    assertThat(call.get("from").textValue()).isEqualTo("client:alice");
    var delivery = call.at("/deliveries/0");
    assertThat(names(delivery))
        .containsExactlyInAnyOrder(
            "sid", "binding_sid", "channel", "status", "acknowledged_at", "attempts");
    assertThat(delivery.get("channel").textValue()).isEqualTo("websocket");
    assertThat(names(delivery.at("/attempts/0")))
        .containsExactlyInAnyOrder(
            "at", "outcome", "code", "twilio_code", "detail", "duration_ms", "receipt");
    assertThat(call.toString()).doesNotContain("bridge", "twi_");
  }

  @Test
  void callsAreListedFilteredAndPaged() {
    var first = account.notification("client:nobody");
    var second = account.notification("client:nobody");
    account.send(TwilioAccount.json(first));
    account.send(TwilioAccount.json(second));
    var all = list("?status=no_bindings&from=client:alice&after=2020-01-01T00:00:00Z");
    assertThat(all.findValuesAsText("message_id"))
        .containsExactly(id(second, "twi_message_id"), id(first, "twi_message_id"));

    var page = list("?page_size=1");
    var rest = list("?page_size=1&page_token=" + page.at("/meta/next_page_token").textValue());
    assertThat(rest.findValuesAsText("message_id")).containsExactly(id(first, "twi_message_id"));
    assertThat(rest.at("/meta/next_page_token").isNull()).isTrue();
    assertThat(list("?call_sid=" + first.get("twi_call_sid")).get("calls")).hasSize(1);
    assertThat(list("?identity=bob").get("calls")).isEmpty();
    assertThat(list("?before=2020-01-01T00:00:00Z").get("calls")).isEmpty();
    assertProblem(ringdown().admin("GET", calls("?status=sunny")), 400);
    assertProblem(ringdown().admin("GET", calls("?after=now")), 400);
    assertProblem(ringdown().admin("GET", calls("?limit=1")), 400);
  }

  @Test
  void anAppSeesAndAcknowledgesItsOwnCallsOnly() throws Exception {
    var bob = account.accessToken("bob");
    var eve = account.accessToken("eve");
    var notification = account.notification("client:bob");
    var path = calls("/" + notification.get("twi_message_id"));
    try (var phone = Phone.connect(ringdown(), bob)) {
      account.send(TwilioAccount.json(notification));
      phone.awaitCall();
    }
    assertThat(ringdown().as(bob, "GET", path).statusCode()).isEqualTo(200);
    assertProblem(ringdown().as(eve, "GET", path), 403);
    assertProblem(ringdown().as(eve, "GET", calls("?identity=bob")), 403);
    assertThat(Ringdown.json(ringdown().as(eve, "GET", calls(""))).get("calls")).isEmpty();
    assertThat(Ringdown.json(ringdown().as(bob, "GET", calls(""))).get("calls")).hasSize(1);

    var ack =
        "{\"binding_sid\":\"" + delivery(notification, 0).get("binding_sid").textValue() + "\"}";
    assertProblem(ringdown().as(eve, "POST", path + "/ack", ack), 403);
    assertThat(ringdown().as(bob, "POST", path + "/ack", ack).statusCode()).isEqualTo(204);
    var at = delivery(notification, 0).get("acknowledged_at").textValue();
    assertThat(ringdown().admin("POST", path + "/ack", ack).statusCode()).isEqualTo(204);
    assertThat(delivery(notification, 0).get("acknowledged_at").textValue()).isEqualTo(at);
    var other = "{\"binding_sid\":\"BS" + "0".repeat(32) + "\"}";
    assertProblem(ringdown().as(bob, "POST", path + "/ack", other), 404);
    assertProblem(ringdown().as(bob, "POST", calls("/WBx/ack"), ack), 404);
    assertProblem(ringdown().as(bob, "POST", path + "/ack", "{\"binding_sid\":7}"), 422);
    assertProblem(ringdown().as(bob, "POST", path + "/ack", "{}"), 422);
  }

  @Test
  void aDeviceThatConnectsAnewAcknowledgesWhatRangItBefore() throws Exception {
    var bob = account.accessToken("bob");
    var notification = account.notification("client:bob");
    var path = calls("/" + notification.get("twi_message_id"));
    try (var phone = Phone.connect(ringdown(), bob, "?device_id=one")) {
      account.send(TwilioAccount.json(notification));
      phone.awaitCall();
    }
    var bindings = "/v1/accounts/" + account.sid + "/bindings";
    await().until(() -> Ringdown.json(ringdown().admin("GET", bindings)).get("bindings").isEmpty());
    try (var again = Phone.connect(ringdown(), bob, "?device_id=one");
        var other = Phone.connect(ringdown(), bob, "?device_id=two")) {
      other.awaitCall();
      again.send("{\"ack\":\"" + notification.get("twi_message_id") + "\"}");
      await().until(() -> !delivery(notification, 0).get("acknowledged_at").isNull());
      assertThat(again.waiting()).isZero();

      var present = Ringdown.json(ringdown().admin("GET", bindings + "?device_id=one"));
      var ack = "{\"binding_sid\":\"" + present.at("/bindings/0/sid").textValue() + "\"}";
      assertThat(ringdown().as(bob, "POST", path + "/ack", ack).statusCode()).isEqualTo(204);
      assertThat(delivery(notification, 1).get("acknowledged_at").isNull()).isTrue();
    }
  }

  @Test
  void anEndedCallRingsNobodyAnyMore() throws Exception {
    addFcmCredential();
    bindAndroid("bob", "busy-" + account.sid);
    fakeFcm().onSend().answerAlways(BUSY);
    var notification = account.notification("client:bob");
    account.send(TwilioAccount.json(notification));
    await().until(() -> delivery(notification, 0).get("attempts").size() > 1);
    assertThat(account.tell(id(notification, "twi_call_sid"), "ringing").statusCode())
        .isEqualTo(204);
    assertThat(delivery(notification, 0).get("status").textValue()).isEqualTo("pending");

    assertThat(account.tell(id(notification, "twi_call_sid"), "completed").statusCode())
        .isEqualTo(204);

    assertThat(delivery(notification, 0).get("status").textValue()).isEqualTo("cancelled");
    assertThat(call(notification).get("status").textValue()).isEqualTo("failed");
    fakeFcm().onSend().judge();
    fakeFcm().acceptToken("busy-" + account.sid);
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      // Longer than any pause before a retry.
      await()
          .during(5500, MILLISECONDS)
          .atMost(7000, MILLISECONDS)
          .until(() -> phone.waiting() == 0 && arrivals("busy-" + account.sid) == 0);
    }
    assertThat(account.tell(id(notification, "twi_call_sid"), "completed").statusCode())
        .isEqualTo(204);
    assertThat(account.tell("CAunknown", "busy").statusCode()).isEqualTo(204);
  }

  @Test
  void onlyTwilioMayEndACall() {
    var parameters = Map.of("AccountSid", account.sid, "CallSid", "CA1", "CallStatus", "busy");
    var stranger = TwilioAccount.unknownTo(ringdown());
    var wrong = account.tell(parameters, stranger.authToken);
    assertProblem(wrong, 403);
    var unknown = stranger.tell("CA1", "busy");
    assertProblem(unknown, 403);
    assertThat(unknown.body()).isEqualTo(wrong.body());
    assertThat(account.tell(parameters, account.authToken).statusCode()).isEqualTo(204);
    assertProblem(account.tell(Map.of("CallSid", "CA1"), account.authToken), 400);
    assertProblem(account.tell(Map.of("AccountSid", account.sid), account.authToken), 400);
    var form = "application/x-www-form-urlencoded";
    assertProblem(account.tell(form, "AccountSid=%zz", "x"), 400);
    assertProblem(account.tell(form, "a=" + "b".repeat(65_536), "x"), 413);
    assertProblem(account.tell("application/json", "{}", "x"), 415);
    assertProblem(ringdown().get(TwilioAccount.STATUS_CALLBACK), 405);
  }

  @Test
  void whoConnectsOrRegistersDuringTheCallIsRungOnce() throws Exception {
    addFcmCredential();
    var token = "late-" + account.sid;
    fakeFcm().acceptToken(token);
    var notification = account.notification("client:bob");
    var body = " " + TwilioAccount.json(notification);
    try (var first = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one")) {
      account.send(body);
      first.awaitCall();
      await().until(() -> delivery(notification, 0).get("status").textValue().equals("accepted"));
      try (var second = Phone.connect(ringdown(), account.accessToken("bob"));
          var again = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one")) {
        assertThat(second.awaitCall()).isEqualTo(body);
        bindAndroid("bob", token);
        await().until(() -> arrivals(token) == 1);
        await()
            .during(1500, MILLISECONDS)
            .atMost(3000, MILLISECONDS)
            .until(() -> again.waiting() + second.waiting() == 0 && arrivals(token) == 1);
        assertThat(call(notification).get("deliveries")).hasSize(3);
      }
    }
  }

  @Test
  void nobodyIsRungLateWhereThePolicySaysNo() throws Exception {
    account.policy("{\"ring_late_registrations\":false}");
    try (var first = Phone.connect(ringdown(), account.accessToken("bob"))) {
      account.call("bob");
      first.awaitCall();
      try (var second = Phone.connect(ringdown(), account.accessToken("bob"))) {
        await()
            .during(1500, MILLISECONDS)
            .atMost(3000, MILLISECONDS)
            .until(() -> second.waiting() == 0);
      }
    }
  }

  @Test
  void anAnswerThatWaitsIsGivenByTheProviders() throws Exception {
    account.policy("{\"answer_when\":\"accepted\",\"answer_within\":\"PT8S\"}");
    addFcmCredential();
    bindAndroid("bob", "dead-" + account.sid);
    var notification = account.notification("client:bob");
    var body = TwilioAccount.json(notification);

    var answer = account.send(body);

    assertProblem(answer, 404);
    assertThat(answer.headers().firstValue("Ringdown-Reason")).contains("no-binding");
    assertProblem(account.send(body), 404);
    await().until(() -> delivery(notification, 0).get("status").textValue().equals("binding_gone"));
    assertThat(delivery(notification, 0).at("/attempts/0/twilio_code").intValue()).isEqualTo(52103);
    fakeFcm().acceptToken("alive-" + account.sid);
    bindAndroid("eve", "alive-" + account.sid);
    assertThat(account.call("eve").statusCode()).isEqualTo(200);
  }

  @Test
  void anAnswerWaitsNoLongerThanItMayAndRepeatsWaitWithIt() throws Exception {
    account.policy("{\"answer_when\":\"accepted\",\"answer_within\":\"PT2S\"}");
    addFcmCredential();
    bindAndroid("bob", "silent-" + account.sid);
    fakeFcm().onSend().fallSilent();
    var body = TwilioAccount.json(account.notification("client:bob"));
    var before = System.nanoTime();

    var both =
        List.of(
            CompletableFuture.supplyAsync(() -> account.send(body)),
            CompletableFuture.supplyAsync(() -> account.send(body)));

    for (var answer : both) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(System.nanoTime() - before).isBetween(1_900_000_000L, 6_000_000_000L);
    }
    assertThat(both.get(0).get().body()).isEqualTo(both.get(1).get().body());
  }

  @Test
  void manyAcknowledgementsAtOnceAreAllKept() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var calls = Stream.generate(() -> account.notification("client:bob")).limit(30).toList();
      for (var call : calls) {
        account.send(TwilioAccount.json(call));
        phone.awaitCall();
      }

      calls.forEach(call -> phone.send("{\"ack\":\"" + call.get("twi_message_id") + "\"}"));

      for (var call : calls) {
        await().until(() -> !delivery(call, 0).get("acknowledged_at").isNull());
      }
    }
  }

  @Test
  void onlyTheNewestDeviceRings() throws Exception {
    account.policy("{\"ring\":\"newest\",\"ring_newest\":1}");
    try (var old = Phone.connect(ringdown(), account.accessToken("bob"));
        var recent = Phone.connect(ringdown(), account.accessToken("bob"))) {
      assertThat(account.call("bob").body()).contains("\"bindings\":1");
      recent.awaitCall();
      assertThat(old.waiting()).isZero();
    }
  }

  @Test
  void anIdentityHasNoMoreBindingsThanItMay() throws Exception {
    account.policy("{\"max_bindings_per_identity\":1,\"on_limit\":\"reject\"}");
    addFcmCredential();
    bindAndroid("bob", "first-" + account.sid);
    var refused =
        ringdown()
            .as(
                account.accessToken("bob"),
                "POST",
                "/v1/accounts/" + account.sid + "/bindings",
                "{\"channel\":\"fcm\",\"address\":\"second\"}");
    assertProblem(refused, 409);
    assertThat(refused.body()).contains("max_bindings_per_identity", "/identity");
    assertThat(Phone.refusal(ringdown(), account.accessToken("bob"))).isEqualTo(409);

    account.policy("{\"max_bindings_per_identity\":1,\"on_limit\":\"evict_oldest\"}");
    bindAndroid("bob", "third-" + account.sid);
    var bindings = ringdown().admin("GET", "/v1/accounts/" + account.sid + "/bindings");
    assertThat(Ringdown.json(bindings).findValuesAsText("address"))
        .containsExactly("third-" + account.sid);
  }

  private String calls(String rest) {
    return "/v1/accounts/" + account.sid + "/calls" + rest;
  }

  private JsonNode list(String query) {
    var answer = ringdown().admin("GET", calls(query));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Ringdown.json(answer);
  }

  private JsonNode call(Map<String, Object> notification) {
    var answer = ringdown().admin("GET", calls("/" + notification.get("twi_message_id")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Ringdown.json(answer);
  }

  private JsonNode delivery(Map<String, Object> notification, int number) {
    return call(notification).get("deliveries").get(number);
  }

  private static String id(Map<String, Object> notification, String key) {
    return String.valueOf(notification.get(key));
  }

  private static Set<String> names(JsonNode object) {
    var names = new HashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static long arrivals(String token) {
    return fakeFcm().messages().stream().filter(m -> m.token().equals(token)).count();
  }

  private void addFcmCredential() {
    var answer =
        ringdown()
            .admin(
                "POST",
                "/v1/accounts/" + account.sid + "/credentials",
                "{\"type\":\"fcm\",\"service_account\":" + fakeFcm().serviceAccountJson() + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private void bindAndroid(String identity, String token) {
    var answer =
        ringdown()
            .as(
                account.accessToken(identity),
                "POST",
                "/v1/accounts/" + account.sid + "/bindings",
                "{\"channel\":\"fcm\",\"address\":\"" + token + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
