package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From Twilio's call to the devices: connected clients and Android phones. */
class RingingIT extends InServer {
  private TwilioAccount account;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
  }

  @Test
  void aConnectedClientGetsTheBodyByteForByte() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var body =
          " "
              + TwilioAccount.json(account.notification("client:bob"))
                  .replaceFirst(
                      "}$",
                      ", \"twi_stir_status\" : \"\\u00fc\u00fc\ud83d\ude00\",\"n\":1.0e5 }\n");

      assertThat(account.send(body).statusCode()).isEqualTo(200);

      assertThat(phone.awaitCall()).isEqualTo(body);
    }
  }

  @Test
  void theCallThatComesTheMomentAfterTheHandshakeRings() throws Exception {
    for (var i = 0; i < 20; i++) {
      try (var phone = Phone.connect(ringdown(), account.accessToken("bob" + i))) {
        assertThat(account.call("bob" + i).statusCode()).isEqualTo(200);
        phone.awaitCall();
      }
    }
  }

  @Test
  void bothDevicesOfAnIdentityRingAndNobodyElses() throws Exception {
    try (var first = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one");
        var second = Phone.connectAsBrowser(ringdown(), account.accessToken("bob"));
        var other = Phone.connect(ringdown(), account.accessToken("carol"));
        var foreign =
            Phone.connect(ringdown(), TwilioAccount.servedBy(ringdown()).accessToken("bob"))) {
      assertThat(account.call("bob").body()).contains("\"bindings\":2");

      first.awaitCall();
      second.awaitCall();
      assertThat(account.call("carol").statusCode()).isEqualTo(200);
      other.awaitCall();
      assertThat(first.waiting() + second.waiting() + other.waiting() + foreign.waiting()).isZero();
    }
  }

  @Test
  void aRepeatRingsNobody() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var body = TwilioAccount.json(account.notification("client:bob"));
      assertThat(account.send(body).statusCode()).isEqualTo(200);
      assertThat(account.send(body).statusCode()).isEqualTo(200);
      assertThat(phone.awaitCall()).isEqualTo(body);

      assertThat(account.call("bob").statusCode()).isEqualTo(200);
      assertThat(phone.awaitCall()).isNotEqualTo(body);
      assertThat(phone.waiting()).isZero();
    }
  }

  @Test
  void twoWebhooksOfOneCallRingADeviceOnce() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var first = account.notification("client:bob");
      var second = account.notification("client:bob");
      second.put("twi_call_sid", first.get("twi_call_sid"));
      assertThat(account.send(TwilioAccount.json(first)).statusCode()).isEqualTo(200);
      assertThat(account.send(TwilioAccount.json(second)).body()).contains("\"bindings\":1");
      assertThat(phone.awaitCall()).contains((String) first.get("twi_message_id"));

      account.call("bob");
      assertThat(phone.awaitCall()).doesNotContain((String) second.get("twi_message_id"));
    }
  }

  @Test
  void aClientThatIsGoneIsNoBinding() throws Exception {
    var phone = Phone.connect(ringdown(), account.accessToken("bob"));
    assertThat(account.call("bob").statusCode()).isEqualTo(200);
    phone.close();
    phone.awaitClose(10);

    await().until(() -> account.call("bob").statusCode() == 404);
  }

  @Test
  void aNewConnectionOfADeviceReplacesTheOldOne() throws Exception {
    var old = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one");
    try (var recent = Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=one")) {
      assertThat(old.awaitClose(10)).isEqualTo(4409);
      assertThat(account.call("bob").body()).contains("\"bindings\":1");
      recent.awaitCall();
    }
  }

  @Test
  void aConnectionEndsWithItsBinding() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var bobs = "/v1/accounts/" + account.sid + "/bindings?identity=bob";
      assertThat(ringdown().admin("DELETE", bobs).body()).isEqualTo("{\"deleted\":1}");
      assertThat(phone.awaitClose(15)).isEqualTo(4410);
    }
  }

  @Test
  void binaryMessagesMeanNothingAndHaveALimit() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      phone.send(new byte[4096]);
      assertThat(account.call("bob").statusCode()).isEqualTo(200);
      phone.awaitCall();

      phone.send(new byte[4097]);

      assertThat(phone.awaitClose(10)).isEqualTo(1009);
    }
  }

  @Test
  void aConnectionEndsWithItsToken() throws Exception {
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob", 3))) {
      assertThat(phone.awaitClose(15)).isEqualTo(4401);
    }
    await().until(() -> account.call("bob").statusCode() == 404);
  }

  @Test
  void badTokensAreRefusedAtTheHandshake() throws Exception {
    var good = account.accessToken("bob");
    var forged = good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA");
    for (var token :
        new String[] {"x", forged, TwilioAccount.unknownTo(ringdown()).accessToken("bob")}) {
      assertThat(Phone.refusal(ringdown(), token)).isEqualTo(401);
    }
    assertThat(Phone.refusal(ringdown(), RunningServer.adminToken())).isEqualTo(403);
    var plain = ringdown().as(good, "GET", "/ws");
    assertProblem(plain, 426);
  }

  @Test
  void anAndroidPhoneRingsThroughFirebase() {
    var fcm = fakeFcm();
    var token = "android-" + account.sid;
    fcm.acceptToken(token);
    addFcmCredential();
    bindAndroid("bob", token);
    var body = account.notification("client:bob");
    body.put("twi_params", "a=b&c=d");
    body.put("number", 7);
    body.put("nested", Map.of("a", 1));

    assertThat(account.send(TwilioAccount.json(body)).statusCode()).isEqualTo(200);

    var message =
        await()
            .until(
                () -> fcm.messages().stream().filter(m -> m.token().equals(token)).findFirst(),
                java.util.Optional::isPresent)
            .orElseThrow();
    body.put("number", "7");
    body.put("nested", "{\"a\":1}");
    assertThat(message.data()).isEqualTo(body);
  }

  @Test
  void aTokenThatFirebaseForgotIsNotRungAgain() {
    addFcmCredential();
    bindAndroid("bob", "forgotten-" + account.sid);

    assertThat(account.call("bob").statusCode()).isEqualTo(200);

    await().until(() -> account.call("bob").statusCode() == 404);
    var bindings =
        ringdown().admin("GET", "/v1/accounts/" + account.sid + "/bindings?status=invalid");
    assertThat(Ringdown.json(bindings).at("/bindings/0/invalid_reason").textValue())
        .isEqualTo("UNREGISTERED");
  }

  @Test
  void theAnswerDoesNotWaitForAProviderThatHangs() throws Exception {
    addFcmCredential();
    bindAndroid("bob", "hanging-" + account.sid);
    fakeFcm().onSend().fallSilent();
    try (var phone = Phone.connect(ringdown(), account.accessToken("bob"))) {
      var before = System.nanoTime();
      assertThat(account.call("bob").body()).contains("\"bindings\":2");
      phone.awaitCall();
      assertThat(System.nanoTime() - before).isLessThan(3_000_000_000L);
    } finally {
      fakeFcm().onSend().judge();
    }
  }

  private void addFcmCredential() {
    var answer =
        ringdown()
            .admin(
                "POST",
                "/v1/accounts/" + account.sid + "/credentials",
                "{\"friendly_name\":\"android\",\"type\":\"fcm\",\"service_account\":"
                    + fakeFcm().serviceAccountJson()
                    + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).doesNotContain("PRIVATE KEY");
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
    assertThat(new String(answer.body().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .contains("\"identity\":\"" + identity + "\"");
  }
}
