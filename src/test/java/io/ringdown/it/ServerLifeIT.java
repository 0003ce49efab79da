package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar as an operator and a newcomer meet it. */
class ServerLifeIT {
  private static final Map<Process, Path> OUTPUTS = new ConcurrentHashMap<>();
  private static final String ADMIN_TOKEN = "an-admin-token-that-nobody-may-see";

  @Test
  void allWrongSettingsAreNamedTogetherAndTheStartFails() throws Exception {
    var wrong =
        Map.of(
            "RINGDOWN_PUBLIC_URL", "ftp://example.com",
            "RINGDOWN_DB_POOL_SIZE", "1",
            "RINGDOWN_WEBHOOK_REQUIRE_BODY_HASH", "maybe",
            "RINGDOWN_SECRETS_KEY", "a-key-that-is-too-short",
            "RINGDOWN_ACCOUNT_SID", "AC1");
    try (var server = ServerProcess.start(wrong)) {
      assertThat(server.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
      assertThat(server.log())
          .contains(
              "ringdown.public-url",
              "ringdown.db.pool-size",
              "ringdown.webhook.require-body-hash",
              "ringdown.secrets.key",
              "ringdown.account.sid")
          .doesNotContain("a-key-that-is-too-short");
    }
  }

  @Test
  void whatWasKeptSurvivesAKillAndNoSecretIsLogged(@TempDir Path data) throws Exception {
    var environment =
        Map.of("RINGDOWN_DATA_DIR", data.toString(), "RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN);
    var secrets = new ArrayList<>(List.of(ADMIN_TOKEN));
    TwilioAccount account;
    String body;
    String answer;
    try (var server = ServerProcess.start(environment).awaitReady()) {
      account = TwilioAccount.servedBy(seen(server));
      var notification = account.notification("client:bob");
      body = TwilioAccount.json(notification);
      secrets.addAll(List.of((String) notification.get("twi_bridge_token"), account.authToken));
      secrets.addAll(List.of(account.secondaryToken, account.apiKeySecret));
      bind(seen(server), account, "{\"identity\":\"bob\",\"channel\":\"external\"}");
      var first = account.send(body);
      assertThat(first.statusCode()).isEqualTo(200);
      answer = first.body();
      secrets.addAll(misbehave(seen(server), account, body));
      server.kill();
      assertNoneIn(server.log(), secrets);
    }
    try (var server = ServerProcess.start(environment).awaitReady()) {
      var again = account.calling(seen(server));
      assertThat(again.send(body).body()).isEqualTo(answer);
      assertThat(again.call("bob").statusCode()).isEqualTo(200);
      assertThat(server.terminate().awaitExit(Duration.ofSeconds(30))).isIn(0, 143);
      assertNoneIn(server.log(), secrets);
    }
    assertNoneIn(Files.readString(data.resolve("node-id")), secrets);
  }

  @Test
  void theCommandsOfTheReadmeRing() throws Exception {
    var demo = Path.of("src/demo/demo.properties").toAbsolutePath().toString();
    try (var server = ServerProcess.start(Map.of(), "--systemproperties", demo).awaitReady()) {
      assertThat(server.log()).contains("RD-7002").contains("/calls/notificationWebhook");
      var phone =
          java(
              "Phone",
              "--identity",
              "bob",
              "--once",
              "--url",
              "ws" + server.at("/ws").toString().substring(4));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> output(phone).contains("connected as bob"));

      var call = java("Call", "--to", "bob", "--from", "alice", "--url", server.at("").toString());

      assertThat(call.waitFor()).as(output(call)).isZero();
      assertThat(phone.waitFor()).as(output(phone)).isZero();
      assertThat(output(phone)).contains("client:alice");
    }
  }

  /** Everything that must be refused, holding what must not be logged. */
  private static List<String> misbehave(Ringdown ringdown, TwilioAccount account, String body) {
    var token = account.accessToken("bob");
    var bindings = "/v1/accounts/" + account.sid + "/bindings";
    account.send(body.getBytes(StandardCharsets.UTF_8), "some-other-auth-token");
    account.send(body.replaceFirst("}$", ",\"twi_to\":\"client:eve\"}"));
    account.send(body.replaceFirst("client:bob", "client:b:ob"));
    account.send(body.substring(0, body.length() - 2));
    ringdown.as(token + "x", "GET", bindings);
    ringdown.as(token, "GET", "/v1/accounts");
    ringdown.admin(
        "POST",
        bindings,
        "{\"identity\":\"bob\",\"channel\":\"fcm\",\"address\":\"the-address-of-bob\"}");
    ringdown.admin("POST", bindings, "{\"identity\":\"bob\",\"address\":\"the-address-of-bob\"");
    ringdown.admin(
        "POST",
        "/v1/accounts/" + account.sid + "/credentials",
        "{\"type\":\"fcm\",\"service_account\":{\"private_key\":\"the-private-key-of-bob\"}}");
    return List.of(token, "the-address-of-bob", "the-private-key-of-bob", "some-other-auth-token");
  }

  private static void assertNoneIn(String log, List<String> secrets) {
    assertThat(log).doesNotContain(secrets);
  }

  private static void bind(Ringdown ringdown, TwilioAccount account, String binding) {
    assertThat(
            ringdown
                .admin("POST", "/v1/accounts/" + account.sid + "/bindings", binding)
                .statusCode())
        .isEqualTo(201);
  }

  private static Ringdown seen(ServerProcess server) {
    return new Ringdown(server.at(""), server.at("").toString(), ADMIN_TOKEN);
  }

  private static Process java(String program, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("src/demo/" + program + ".java");
    command.addAll(List.of(arguments));
    var file = Files.createTempFile(RunningServer.target(), program, ".out");
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile()).start();
    OUTPUTS.put(process, file);
    return process;
  }

  private static String output(Process process) throws Exception {
    return Files.readString(Objects.requireNonNull(OUTPUTS.get(process)));
  }
}
