package io.ringdown.cli;

import static io.ringdown.cli.FakeRingdown.ACCOUNT;
import static io.ringdown.cli.FakeRingdown.IN_ACCOUNT;
import static io.ringdown.cli.FakeRingdown.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.twilio.security.RequestValidator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingCommandTest {
  private static final String AUTH_TOKEN = "the-auth-token-that-nobody-may-see";
  private static final String PUBLIC_URL = "https://calls.example.com/ringdown";
  private static final String WEBHOOK = "POST /calls/notificationWebhook";
  private static final String VOIP =
      "GET " + IN_ACCOUNT + "/bindings?identity=bob&channel=apns-voip&status=active&page_size=1";

  private final FakeRingdown service =
      new FakeRingdown()
          .on(VOIP, 200, "{\"bindings\":[]}")
          .on(WEBHOOK, 200, "{\"message_id\":\"WB1\",\"bindings\":2}");

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void notificationIsWhatTwilioWouldSend() throws Exception {
    var run = CommandRun.of(environment(), "", "ring", "--to", "bob", "--from", "alice");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("WB1", "bindings    2");
    var request = service.last();
    var body = JsonParser.parseString(request.body()).getAsJsonObject();
    assertThat(body.get("twi_account_sid").getAsString()).isEqualTo(ACCOUNT);
    assertThat(body.get("twi_to").getAsString()).isEqualTo("client:bob");
    assertThat(body.get("twi_from").getAsString()).isEqualTo("client:alice");
    assertThat(body.get("twi_message_type").getAsString()).isEqualTo("twilio.voice.call");
    assertThat(body.get("twi_call_sid").getAsString()).matches("CA[0-9a-f]{32}");
    assertThat(body.get("twi_message_id").getAsString()).matches("WB[0-9a-f]{32}");
    assertThat(body.get("twi_answer_timeout").getAsInt()).isEqualTo(10);
    var url = PUBLIC_URL + request.what().substring("POST ".length());
    assertThat(
            new RequestValidator(AUTH_TOKEN)
                .validate(url, request.body(), request.header("X-twilio-signature")))
        .isTrue();
    assertThat(request.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void authTokenComesFromAFile(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("token"), AUTH_TOKEN + "\n");
    var environment = environment();
    environment.remove("RINGDOWN_ACCOUNT_AUTH_TOKEN");

    assertThat(CommandRun.of(environment, "", "ring", "--to", "bob").exitCode()).isEqualTo(2);
    assertThat(service.requests()).isEmpty();
    assertThat(
            CommandRun.of(
                    environment, "", "ring", "--to", "bob", "--auth-token-file", file.toString())
                .exitCode())
        .isZero();
  }

  @Test
  void whoeverHasAVoipBindingIsNotRung() {
    service.on(VOIP, 200, "{\"bindings\":[{\"sid\":\"BS1\",\"channel\":\"apns-voip\"}]}");

    var run = CommandRun.of(environment(), "", "ring", "--to", "bob");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("VoIP");
    assertThat(service.requests()).hasSize(1);
  }

  @Test
  void refusalOfTheWebhookIsTold() {
    service.on(WEBHOOK, 404, problem(404, "No active binding matches.", ""));

    var run = CommandRun.of(environment(), "", "ring", "--to", "bob");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("404 No active binding matches.").doesNotContain(AUTH_TOKEN);
  }

  private Map<String, String> environment() {
    var environment = CommandRun.environment(service);
    environment.put("RINGDOWN_ACCOUNT_AUTH_TOKEN", AUTH_TOKEN);
    environment.put("RINGDOWN_PUBLIC_URL", PUBLIC_URL);
    return environment;
  }
}
