package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens, told while it happens. */
class EventsIT extends InServer {
  private TwilioAccount account;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
  }

  @Test
  void aCallIsToldFromItsNotificationToItsAcknowledgement() throws Exception {
    try (var events = listen("");
        var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var notification = account.notification("client:bob");
      account.send(TwilioAccount.json(notification));
      phone.awaitCall();
      phone.send("{\"ack\":\"" + notification.get("twi_message_id") + "\"}");

      await()
          .until(
              () ->
                  events
                      .data("delivery")
                      .anyMatch(data -> !data.contains("acknowledged_at\":null")));
      assertThat(events.data("binding"))
          .anyMatch(data -> data.contains("\"event\":\"registered\""));
      assertThat(events.data("call"))
          .isNotEmpty()
          .allMatch(data -> data.contains((String) notification.get("twi_message_id")));
      await()
          .until(
              () -> events.data("call").anyMatch(data -> data.contains("\"status\":\"accepted\"")));
      assertThat(String.join("\n", events.lines)).doesNotContain("bridge", "\"address\"");
    }
  }

  @Test
  void whoComesBackMissesNothing() throws Exception {
    String last;
    try (var events = listen("")) {
      account.call("nobody");
      await().until(() -> events.data("call").findAny().isPresent());
      last = events.lastId();
    }
    var missed = account.notification("client:nobody");
    account.send(TwilioAccount.json(missed));

    try (var events = listen(last)) {
      await()
          .until(
              () ->
                  events
                      .data("call")
                      .anyMatch(data -> data.contains((String) missed.get("twi_message_id"))));
      assertThat(events.data("call")).hasSize(1);
      assertThat(Long.parseLong(events.lastId())).isGreaterThan(Long.parseLong(last));
    }
  }

  @Test
  void everyWayABindingGoesIsTold() throws Exception {
    FcmPhones.addCredential(ringdown(), account, fakeFcm());
    try (var events = listen("")) {
      var byAddress = register("one", "");
      var byDevice = register("two", "pixel");
      assertThat(register("one", "pixel")).isEqualTo(byDevice);
      events.awaitBinding(byAddress, "deleted");

      account.policy("{\"max_bindings_per_identity\":1,\"on_limit\":\"evict_oldest\"}");
      var next = register("three", "");
      events.awaitBinding(byDevice, "evicted");

      var bob = "/v1/accounts/" + account.sid + "/identities/bob";
      assertThat(ringdown().admin("DELETE", bob).statusCode()).isEqualTo(204);
      events.awaitBinding(next, "deleted");
      assertThat(events.data("binding").filter(data -> data.contains(byDevice)))
          .as("the one that stayed until it was evicted")
          .hasSize(3);
    }
  }

  /** The last of a burst is not kept until something follows it. */
  @Test
  void burstsAreToldToTheirEnd() throws Exception {
    FcmPhones.addCredential(ringdown(), account, fakeFcm());
    var bob = "/v1/accounts/" + account.sid + "/identities/bob";
    try (var events = listen("")) {
      for (var burst = 0; burst < 30; burst++) {
        var last = "";
        for (var device = 0; device < 5; device++) {
          last = register("address" + device, "");
        }
        assertThat(ringdown().admin("DELETE", bob).statusCode()).isEqualTo(204);
        events.awaitBinding(last, "deleted");
      }
    }
  }

  private String register(String address, String device) {
    var binding = new HashMap<String, Object>();
    binding.putAll(Map.of("channel", "fcm", "identity", "bob"));
    binding.put("address", address + "-" + account.sid);
    if (!device.isEmpty()) {
      binding.put("device_id", device);
    }
    var answer =
        ringdown()
            .admin(
                "POST", "/v1/accounts/" + account.sid + "/bindings", TwilioAccount.json(binding));
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return Ringdown.json(answer).get("sid").textValue();
  }

  @Test
  void anotherAccountHearsNothing() throws Exception {
    var other = TwilioAccount.servedBy(ringdown());
    try (var events = listen("")) {
      other.call("nobody");
      account.call("nobody");
      await().until(() -> events.data("call").findAny().isPresent());
      assertThat(String.join("\n", events.lines)).doesNotContain(other.sid);
    }
  }

  @Test
  void refusalsAreProblems() {
    var path = "/v1/accounts/" + account.sid + "/events";
    assertThat(ringdown().get(path).statusCode()).isEqualTo(401);
    assertThat(ringdown().as(account.accessToken("bob"), "GET", path).statusCode()).isEqualTo(403);
    assertThat(ringdown().admin("GET", path + "?since=1").statusCode()).isEqualTo(400);
    assertThat(ringdown().admin("GET", path.replace("AC", "AX")).statusCode()).isEqualTo(404);
    var wrongMethod = ringdown().admin("POST", path, "{}");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("GET");
    assertThat(wrongMethod.headers().firstValue("Content-Type"))
        .contains("application/problem+json");
  }

  private Listening listen(String lastId) throws Exception {
    return Listening.to(ringdown(), account, lastId);
  }
}
