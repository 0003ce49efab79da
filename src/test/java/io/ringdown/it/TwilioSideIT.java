package io.ringdown.it;

import static io.ringdown.it.InServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.twilio.FakeTwilio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twilio's side of an account, from a running server and with a Twilio that judges. */
class TwilioSideIT {
  private static final String ADMIN_TOKEN = "admin-token-of-the-twilio-side";
  private static final String PUBLIC_URL = "https://calls.example.com";
  private static final String WEBHOOK = PUBLIC_URL + "/calls/notificationWebhook";
  private static final String SID = "AC0123456789abcdef0123456789abcdef";
  private static final String OLD_TOKEN = "an-auth-token-that-is-no-longer-good";
  private static final String AUTH_TOKEN = "an-auth-token-that-nobody-may-see";

  @Test
  void twilioIsConnectedReadAndDisconnected(@TempDir Path folder) throws Exception {
    try (var twilio = new FakeTwilio(SID, AUTH_TOKEN);
        var process = start(twilio, folder)) {
      var ringdown = process.awaitReady().ringdown(PUBLIC_URL, ADMIN_TOKEN);
      var path = "/v1/accounts/" + SID + "/twilio/webhook";
      assertProblem(ringdown.admin("GET", path), 404);
      ringdown.admin(
          "PUT",
          "/v1/accounts/" + SID,
          "{\"auth_tokens\":[\"%s\",\"%s\"]}".formatted(OLD_TOKEN, AUTH_TOKEN));

      assertThat(ringdown.admin("GET", path).body())
          .isEqualTo("{\"configured\":false,\"url\":null,\"default\":false,\"drift\":[]}");
      for (var again = 0; again < 2; again++) {
        assertThat(ringdown.admin("PUT", path).body())
            .isEqualTo(
                "{\"configured\":true,\"url\":\"%s\",\"default\":true,\"drift\":[]}"
                    .formatted(WEBHOOK));
      }
      assertThat(twilio.requests().stream().filter("POST "::equals)).hasSize(1);
      assertThat(ringdown.admin("PUT", path, "{}").statusCode()).isEqualTo(200);
      assertProblem(ringdown.admin("PUT", path, "{\"url\":\"https://elsewhere.example\"}"), 422);
      assertProblem(ringdown.admin("GET", path + "?fresh=1"), 400);
      assertProblem(ringdown.get(path), 401);
      assertProblem(ringdown.admin("POST", path, "{}"), 405);

      var refusal =
          "{\"code\":20403,\"message\":\"No beta for " + AUTH_TOKEN + "\",\"status\":403}";
      twilio.script().answerNext(FakeAnswer.of(403, refusal));
      var refused = ringdown.admin("PUT", path);
      assertProblem(refused, 502);
      assertThat(refused.body()).contains("No beta for …", "20403").doesNotContain(AUTH_TOKEN);

      for (var again = 0; again < 2; again++) {
        assertThat(ringdown.admin("DELETE", path).statusCode()).isEqualTo(204);
      }
      assertThat(Ringdown.json(ringdown.admin("GET", path)).path("configured").booleanValue())
          .isFalse();
      assertThat(ringdown.admin("GET", "/v1/audit?account_sid=" + SID).body())
          .contains("twilio_webhook.set", "twilio_webhook.removed");

      var changes = Ringdown.json(ringdown.admin("GET", "/v1/audit")).path("audit");
      assertThat(changes.findValuesAsText("action"))
          .containsSubsequence("twilio_webhook.removed", "twilio_webhook.set");

      twilio.disappear();
      var unreachable = ringdown.admin("GET", path);
      assertProblem(unreachable, 502);
      assertThat(unreachable.headers().firstValue("Retry-After")).isPresent();
      assertThat(process.log())
          .contains("RD-6020", "RD-6021", "RD-6022")
          .doesNotContain(new ArrayList<>(List.of(AUTH_TOKEN, OLD_TOKEN, ADMIN_TOKEN)));
    }
  }

  private static ServerProcess start(FakeTwilio twilio, Path folder) throws Exception {
    var ca = Files.writeString(folder.resolve("ca.pem"), twilio.caPem());
    return ServerProcess.start(
        Map.of(
            "RINGDOWN_ADMIN_TOKEN",
            ADMIN_TOKEN,
            "RINGDOWN_PUBLIC_URL",
            PUBLIC_URL,
            "RINGDOWN_TWILIO_API_URL",
            twilio.url().toString(),
            "RINGDOWN_TLS_CA_FILE",
            ca.toString()));
  }
}
