package io.ringdown.it;

import static io.ringdown.it.InServer.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.security.oidc.FakeIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator changes with a restart: the key of the secrets, and who is an admin. */
class KeyChangeIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void theKeyIsChangedAndNoSecretIsLost() throws Exception {
    var old = key();
    var next = key();
    TwilioAccount account;
    Path data;
    try (var first = NodeProcess.start(Map.of("RINGDOWN_SECRETS_KEY", old)).awaitReady()) {
      data = first.dataDirectory();
      account = TwilioAccount.servedBy(NodeProcess.ringdown(first));
      first.terminate().awaitExit(Duration.ofMinutes(1));
    }
    try (var wrong = NodeProcess.start(settings(data, next, null))) {
      assertThat(wrong.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
      assertThat(wrong.log())
          .contains("ringdown.secrets.key: opens none of the 1 secrets")
          .doesNotContain(next);
    }
    try (var changing = NodeProcess.start(settings(data, next, old)).awaitReady()) {
      assertThat(account.calling(NodeProcess.ringdown(changing)).call("nobody").statusCode())
          .isEqualTo(404);
      await().atMost(Duration.ofMinutes(3)).until(() -> changing.log().contains("RD-1022"));
      assertThat(changing.log()).contains("RD-1021 sealed 1 ").doesNotContain(old, next);
      changing.terminate().awaitExit(Duration.ofMinutes(1));
    }
    try (var changed = NodeProcess.start(settings(data, next, null)).awaitReady()) {
      assertThat(account.calling(NodeProcess.ringdown(changed)).call("nobody").statusCode())
          .isEqualTo(404);
      changed.terminate().awaitExit(Duration.ofMinutes(1));
    }
  }

  @Test
  void theCompanysIssuerSaysWhoIsAnAdmin(@TempDir Path files) throws Exception {
    try (var issuer = new FakeIssuer()) {
      var ca = Files.writeString(files.resolve("ca.pem"), issuer.caPem());
      var settings =
          Map.of(
              "RINGDOWN_TLS_CA_FILE",
              ca.toString(),
              "RINGDOWN_OIDC_ISSUER",
              issuer.url(),
              "RINGDOWN_OIDC_AUDIENCE",
              FakeIssuer.AUDIENCE,
              "RINGDOWN_OIDC_READ_ONLY_VALUE",
              "ringdown-reader");
      try (var node = NodeProcess.start(settings).awaitReady()) {
        var ringdown = NodeProcess.ringdown(node);
        var account = TwilioAccount.servedBy(ringdown);
        var path = "/v1/accounts/" + account.sid;
        var claims = issuer.claims(Instant.now());
        var ann = issuer.token(claims);
        assertThat(ringdown.as(ann, "PUT", path, "{\"friendly_name\":\"Ann's\"}").statusCode())
            .isEqualTo(200);
        var last = Ringdown.json(ringdown.as(ann, "GET", path + "/audit")).at("/audit/0");
        assertThat(last.at("/actor/type").textValue()).isEqualTo("oidc");
        assertThat(last.at("/actor/id").textValue()).isEqualTo("00u1a2b3");

        claims.put("groups", List.of("ringdown-reader"));
        var reader = issuer.token(claims);
        assertThat(ringdown.as(reader, "GET", path).statusCode()).isEqualTo(200);
        assertProblem(ringdown.as(reader, "PUT", path, "{}"), 403);
        claims.put("groups", List.of("staff"));
        assertProblem(ringdown.as(issuer.token(claims), "GET", path), 401);
        assertThat(ringdown.as(account.accessToken("bob"), "GET", path + "/bindings").statusCode())
            .as("apps come in as ever")
            .isEqualTo(200);
        assertThat(node.log()).doesNotContain(ann, reader);
        node.terminate().awaitExit(Duration.ofMinutes(1));
      }
    }
  }

  private static Map<String, String> settings(Path data, String key, @Nullable String previous) {
    var settings = new HashMap<String, String>();
    settings.put("RINGDOWN_DATA_DIR", data.toString());
    settings.put("RINGDOWN_SECRETS_KEY", key);
    if (previous != null) {
      settings.put("RINGDOWN_SECRETS_PREVIOUS_KEYS", previous);
    }
    return settings;
  }

  private static String key() {
    var key = new byte[32];
    RANDOM.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}
