package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.provider.apns.FakeApns;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apple devices ring through the deployed WAR, with the classes that the server gives it. */
class AppleIT extends InServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TwilioAccount account;

  @BeforeEach
  void anAccountWithACredential() {
    account = TwilioAccount.servedBy(ringdown());
    assertThat(credential(Map.of()).statusCode()).isEqualTo(201);
  }

  @Test
  void oneCallRingsAsVoipAndAsAlert() throws Exception {
    var voip = token();
    var alert = token();
    apple().accept(voip);
    apple().accept(alert);
    bind("apns-voip", voip);
    bind("apns", alert);
    var call = account.notification("client:bob");
    call.put("twi_params", Map.of("a", List.of(1, 2.50, "ü")));
    var body = TwilioAccount.json(call);

    assertThat(account.send(body).body()).contains("\"bindings\":2");

    await().atMost(Duration.ofSeconds(10)).until(() -> arrivals(voip, alert).size() == 2);
    for (var arrival : arrivals(voip, alert)) {
      var payload = (ObjectNode) JSON.readTree(arrival.payload());
      assertThat(payload.remove("aps").isObject()).isTrue();
      assertThat(payload).isEqualTo(JSON.readTree(body));
    }
  }

  @Test
  void aTokenOfTheOtherEnvironmentCorrectsItsBinding() {
    var token = token();
    apple().acceptInSandbox(token);
    var sid = bind("apns-voip", token).get("sid").textValue();

    account.call("bob");

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> "sandbox".equals(binding(sid).path("environment").asText()));
    assertThat(binding(sid).get("status").textValue()).isEqualTo("active");
  }

  @Test
  void aTokenThatIsGoneMakesItsBindingInvalid() {
    var token = token();
    apple().forget(token, Instant.now().plusSeconds(60));
    var sid = bind("apns", token).get("sid").textValue();

    var call = account.notification("client:bob");
    account.send(TwilioAccount.json(call));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> binding(sid).get("status").textValue().equals("invalid"));
    assertThat(binding(sid).get("invalid_reason").textValue()).isEqualTo("Unregistered");
    var record =
        ringdown()
            .admin("GET", "/v1/accounts/" + account.sid + "/calls/" + call.get("twi_message_id"));
    assertThat(Ringdown.json(record).at("/deliveries/0/attempts/0/twilio_code").intValue())
        .isEqualTo(52141);
  }

  @Test
  void aCredentialIsVerifiedByApple() {
    var credentials = "/v1/accounts/" + account.sid + "/credentials";
    var good =
        Ringdown.json(ringdown().admin("GET", credentials)).at("/credentials/0/sid").asText();
    var answer = ringdown().admin("POST", credentials + "/" + good + "/verify", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Ringdown.json(answer)).isEqualTo(Ringdown.json("{\"ok\":true}"));

    var wrong = credential(Map.of("key_id", "OTHER12345", "friendly_name", "wrong"));
    var refused =
        ringdown()
            .admin(
                "POST",
                credentials + "/" + Ringdown.json(wrong).get("sid").textValue() + "/verify",
                "");
    assertThat(Ringdown.json(refused).get("ok").booleanValue()).isFalse();
    assertThat(Ringdown.json(refused).get("reason").textValue()).isEqualTo("InvalidProviderToken");
  }

  @Test
  void keyMaterialThatDoesNotParseIsNamedAtOnce() {
    var answer = credential(Map.of("private_key", "-----BEGIN PRIVATE KEY-----"));
    assertProblem(answer, 422);
    assertThat(answer.body()).contains("/private_key").doesNotContain("BEGIN");
  }

  private HttpResponse<String> credential(Map<String, Object> other) {
    Map<String, Object> members = new HashMap<>(apple().credential());
    members.putAll(other);
    return ringdown()
        .admin("POST", "/v1/accounts/" + account.sid + "/credentials", TwilioAccount.json(members));
  }

  private JsonNode bind(String channel, String token) {
    var answer =
        ringdown()
            .admin(
                "POST",
                "/v1/accounts/" + account.sid + "/bindings",
                TwilioAccount.json(
                    Map.of("channel", channel, "address", token, "identity", "bob")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Ringdown.json(answer);
  }

  private JsonNode binding(String sid) {
    return Ringdown.json(
        ringdown().admin("GET", "/v1/accounts/" + account.sid + "/bindings/" + sid));
  }

  private static List<FakeApns.Arrival> arrivals(String... tokens) {
    return apple().arrivals().stream()
        .filter(arrival -> List.of(tokens).contains(arrival.token()))
        .toList();
  }

  private static String token() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
  }

  private static FakeApns apple() {
    return TestSession.apns();
  }
}
