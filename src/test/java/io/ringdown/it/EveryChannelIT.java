package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.apns.FakeApns;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeFcm;
import io.ringdown.provider.hms.FakeHms;
import io.ringdown.provider.webpush.Browser;
import io.ringdown.provider.webpush.FakeWebPush;
import io.undertow.server.HttpServerExchange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One call over every channel that there is, each with a service that judges on the other side. */
@SuppressWarnings("NullAway.Init")
class EveryChannelIT {
  private static final String ANDROID = "fT9-device_1:APA91b";
  private static final String IPHONE = "0f".repeat(32);
  private static final String IPAD = "1e".repeat(32);
  private static final String HUAWEI = "IQAAAACy0kYwAADWsJ-device_1";
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);

  private static final FakeApns APPLE = FakeApns.start(0, 0);
  private static final FakeHms HMS = new FakeHms();
  private static final FakeWebPush PUSH = new FakeWebPush(Clock.systemUTC(), 0);
  private static final List<String> POSTED = new CopyOnWriteArrayList<>();
  private static final FakeHttps RECEIVER = new FakeHttps(EveryChannelIT::receive, 0);

  private static ServerProcess process;
  private static Ringdown ringdown;

  private TwilioAccount account;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    var authorities = directory.resolve("ca.pem");
    Files.writeString(
        authorities,
        google().caPem() + APPLE.caPem() + HMS.caPem() + PUSH.caPem() + RECEIVER.caPem());
    process =
        NodeProcess.start(
                Map.of(
                    "RINGDOWN_TLS_CA_FILE", authorities.toString(),
                    "RINGDOWN_APNS_PRODUCTION_URL", APPLE.production().toString(),
                    "RINGDOWN_APNS_SANDBOX_URL", APPLE.sandbox().toString(),
                    "RINGDOWN_HMS_URL", HMS.url().toString(),
                    "RINGDOWN_HMS_TOKEN_URL", HMS.tokenUrl().toString(),
                    "RINGDOWN_HTTP_ALLOW_PRIVATE", "true"))
            .awaitReady();
    ringdown = NodeProcess.ringdown(process);
    google().acceptToken(ANDROID);
    APPLE.accept(IPHONE);
    APPLE.accept(IPAD);
    HMS.accept(HUAWEI);
  }

  @AfterAll
  static void stop() {
    process.close();
    APPLE.close();
    HMS.close();
    PUSH.close();
    RECEIVER.close();
  }

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown);
    POSTED.clear();
  }

  /** Takes what is signed as Standard Webhooks say. */
  private static FakeAnswer receive(HttpServerExchange exchange, String body)
      throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    var signed =
        FakeHttps.header(exchange, "webhook-id")
            + "."
            + FakeHttps.header(exchange, "webhook-timestamp")
            + "."
            + body;
    var signature =
        "v1,"
            + Base64.getEncoder()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    if (!FakeHttps.header(exchange, "webhook-signature").equals(signature)) {
      return FakeAnswer.of(401, "");
    }
    POSTED.add(body);
    return FakeAnswer.of(204, "");
  }

  @Test
  void oneCallRingsOnEveryChannelAsTheContractSays() throws Exception {
    credential(Map.of("type", "fcm", "service_account", json(google().serviceAccountJson())));
    credential(APPLE.credential());
    credential(HMS.credential());
    credential(Map.of("type", "http", "secret", SECRET));
    var vapid = credential(Map.of("type", "web-push", "subject", "mailto:ops@acme.com"));
    var browser = new Browser();
    var endpoint = PUSH.subscribe("bob", browser, vapid.get("public_key").textValue());
    bind("external", null, Map.of());
    bind("fcm", ANDROID, Map.of());
    bind("apns-voip", IPHONE, Map.of());
    bind("apns", IPAD, Map.of());
    bind("hms", HUAWEI, Map.of());
    bind("http", RECEIVER.url(0) + "/calls", Map.of());
    bind("web-push", endpoint, Map.of("keys", browser.keys()));
    var call = account.notification("client:bob");
    // as no serialiser would write it: whoever parses and writes it again is found out
    var body =
        TwilioAccount.json(call)
                .replaceFirst(
                    "}$",
                    ", \"twi_params\" : \"a=\\u00fc\u00fc\ud83d\ude00%20b\",\"twi_n\":1.0e5,\n"
                        + "\t\"twi_list\":[1 , null,{\"x\" : [ ]}] }")
            + "\n";

    try (var phone = Phone.connect(ringdown, account.accessToken("bob"))) {
      var answer = account.send(body);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(Ringdown.json(answer).get("bindings").intValue()).isEqualTo(8);
      assertThat(phone.awaitCall()).isEqualTo(body);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> statuses(call).stream().noneMatch("pending"::equals));
    }

    var record = record(call);
    assertThat(record.get("status").textValue()).isEqualTo("accepted");
    assertThat(statuses(call)).as(record.toString()).hasSize(8).containsOnly("accepted");
    var channels = new TreeSet<String>();
    record.get("deliveries").forEach(delivery -> channels.add(delivery.get("channel").asText()));
    assertThat(channels)
        .containsExactly(
            "apns", "apns-voip", "external", "fcm", "hms", "http", "web-push", "websocket");

    assertThat(POSTED).containsExactly(body);
    assertThat(PUSH.arrivals().stream().filter(a -> a.subscription().endsWith("/bob")))
        .singleElement()
        .satisfies(arrival -> assertThat(arrival.text()).isEqualTo(body));
    assertThat(HMS.messages())
        .singleElement()
        .satisfies(message -> assertThat(message.get("data").textValue()).isEqualTo(body));
    assertKeyForKey(Ringdown.json(body));
  }

  @Test
  void aCredentialThatIsNotTakenRaisesAnAlarmAndKillsNoBinding() throws Exception {
    var credential = credential(Map.of("type", "web-push", "subject", "mailto:ops@acme.com"));
    var path = "/v1/accounts/" + account.sid + "/credentials/" + credential.get("sid").textValue();
    assertThat(credential.get("status").textValue()).isEqualTo("ok");
    var browser = new Browser();
    var endpoint = PUSH.subscribe("carol", browser, Browser.vapidKeys().publicKey());
    bind("web-push", endpoint, Map.of("keys", browser.keys()));

    try (var events = Listening.to(ringdown, account, "")) {
      account.call("bob");
      await().until(() -> status(path).equals("failing"));
      account.call("bob");

      var failing = Ringdown.json(ringdown.admin("GET", path));
      assertThat(failing.get("reason").textValue()).isEqualTo("403");
      assertThat(failing.get("since").textValue()).matches("2.*Z");
      await().until(() -> events.data("credential").anyMatch(data -> data.contains("failing")));
      assertThat(metrics())
          .contains("ringdown_credential_alarms_total{channel=\"web-push\",code=\"403\"} 1.0");
      var bindings = ringdown.admin("GET", "/v1/accounts/" + account.sid + "/bindings");
      assertThat(Ringdown.json(bindings).at("/bindings/0/status").textValue()).isEqualTo("active");

      PUSH.subscribe("carol", browser, credential.get("public_key").textValue());
      account.call("bob");
      await().until(() -> status(path).equals("ok"));
      await()
          .until(() -> events.data("credential").anyMatch(data -> data.contains("\"recovered\"")));
      assertThat(process.log())
          .contains("RD-3520 credential " + credential.get("sid").textValue())
          .doesNotContain("/push/carol");
    }
  }

  private static String status(String path) {
    return Ringdown.json(ringdown.admin("GET", path)).get("status").textValue();
  }

  private static String metrics() {
    return ringdown.admin("GET", "/v1/metrics").body();
  }

  private static void assertKeyForKey(JsonNode sent) {
    assertThat(APPLE.arrivals()).hasSize(2);
    for (var arrival : APPLE.arrivals()) {
      var payload = (ObjectNode) Ringdown.json(arrival.payload());
      var aps = payload.remove("aps");
      var voip = "voip".equals(arrival.headers().get("apns-push-type"));
      assertThat(arrival.token()).isEqualTo(voip ? IPHONE : IPAD);
      assertThat(aps.isEmpty()).isEqualTo(voip);
      assertThat(payload).isEqualTo(sent);
    }
    var expected = new HashMap<String, String>();
    for (var field : sent.properties()) {
      var value = field.getValue();
      expected.put(field.getKey(), value.isTextual() ? value.textValue() : value.toString());
    }
    // what is no text arrives as its JSON text, as it was written
    expected.put("twi_n", "1.0e5");
    expected.put("twi_list", "[1 , null,{\"x\" : [ ]}]");
    assertThat(google().messages().stream().filter(m -> m.token().equals(ANDROID)))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.data()).isEqualTo(expected);
              assertThat(message.notification()).isFalse();
              assertThat(message.priority()).isEqualTo("high");
            });
  }

  private JsonNode credential(Map<String, Object> members) {
    var answer =
        ringdown.admin(
            "POST", "/v1/accounts/" + account.sid + "/credentials", TwilioAccount.json(members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Ringdown.json(answer);
  }

  private void bind(String channel, @Nullable String address, Map<String, Object> more) {
    Map<String, Object> members = new HashMap<>(more);
    members.put("identity", "bob");
    members.put("channel", channel);
    if (address != null) {
      members.put("address", address);
    }
    var answer =
        ringdown.admin(
            "POST", "/v1/accounts/" + account.sid + "/bindings", TwilioAccount.json(members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private JsonNode record(Map<String, Object> call) {
    return Ringdown.json(
        ringdown.admin(
            "GET", "/v1/accounts/" + account.sid + "/calls/" + call.get("twi_message_id")));
  }

  private List<String> statuses(Map<String, Object> call) {
    return record(call).get("deliveries").findValuesAsText("status");
  }

  private static Object json(String text) {
    return Ringdown.json(text);
  }

  private static FakeFcm google() {
    return TestSession.fcm();
  }
}
