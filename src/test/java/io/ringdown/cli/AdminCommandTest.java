package io.ringdown.cli;

import static io.ringdown.cli.FakeRingdown.ACCOUNT;
import static io.ringdown.cli.FakeRingdown.IN_ACCOUNT;
import static io.ringdown.cli.FakeRingdown.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common, and which request each of them makes. */
class AdminCommandTest {
  private final FakeRingdown service = new FakeRingdown();

  @AfterEach
  void stop() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "accounts list --page-size 7 --page-token a+b/=| GET /v1/accounts?page_size=7&page_token=a%2Bb%2F%3D",
        "accounts get| GET /v1/accounts/{account}",
        "accounts get AC1| GET /v1/accounts/AC1",
        "accounts delete AC1| DELETE /v1/accounts/AC1",
        "credentials list| GET {in}/credentials",
        "credentials delete CR1| DELETE {in}/credentials/CR1",
        "bindings list --identity bob --tag v7 --status active| GET {in}/bindings?identity=bob&status=active&tag=v7",
        "bindings list --channel fcm --device-id d1 --address a:b --credential CR1| GET {in}/bindings?channel=fcm&device_id=d1&address=a%3Ab&credential=CR1",
        "bindings get BS1| GET {in}/bindings/BS1",
        "bindings get ../../AC2| GET {in}/bindings/..%2F..%2FAC2",
        "bindings delete BS1| DELETE {in}/bindings/BS1",
        "bindings delete --identity bob| DELETE {in}/bindings?identity=bob",
        "bindings delete --all| DELETE {in}/bindings?all=true",
        "bindings history BS1 --page-size 2| GET {in}/bindings/BS1/history?page_size=2",
        "bindings probe BS1| POST {in}/bindings/BS1/probe",
        "calls list --identity bob --call-sid CA1 --from client:al --status failed --after T1 --before T2| GET {in}/calls?identity=bob&call_sid=CA1&from=client%3Aal&status=failed&after=T1&before=T2",
        "calls get WB1| GET {in}/calls/WB1",
        "reachability bob@work| GET {in}/identities/bob%40work/reachability",
        "forget ..| DELETE {in}/identities/%2E%2E",
        "twilio disconnect| DELETE {in}/twilio/webhook",
        "tokens list| GET /v1/admin-tokens",
        "tokens delete AT1| DELETE /v1/admin-tokens/AT1"
      })
  void everyCommandMakesItsRequest(String command, String request) {
    var expected = request.replace("{in}", IN_ACCOUNT).replace("{account}", ACCOUNT);
    service.on(expected, expected.startsWith("DELETE") ? 204 : 200, body(expected));

    var run = CommandRun.of(service, command.split(" ", -1));

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(service.requests()).hasSize(1);
    assertThat(service.last().what()).isEqualTo(expected);
  }

  @Test
  void peopleGetATableAndProgramsTheServicesJson() {
    var json =
        "{\"calls\":[{\"message_id\":\"WB1\",\"from\":\"client:al\\u001b[2Jice\",\"identity\":null}],"
            + "\"meta\":{\"page_size\":1,\"next_page_token\":\"abc\"}}";
    service.on("GET " + IN_ACCOUNT + "/calls", 200, json);

    var table = CommandRun.of(service, "calls", "list");
    var raw = CommandRun.of(service, "calls", "list", "--json");

    assertThat(table.out().lines().toList())
        .containsExactly(
            "MESSAGE_ID  RECEIVED_AT  FROM              IDENTITY  STATUS  CALL_SID",
            "WB1         -            client:al?[2Jice  -         -       -");
    assertThat(table.err()).contains("--page-token abc");
    assertThat(raw.out()).isEqualTo(json + System.lineSeparator());
    assertThat(raw.err()).isEmpty();
  }

  @Test
  void anObjectIsShownLineByLine() {
    service.on(
        "GET " + IN_ACCOUNT + "/calls/WB1",
        200,
        "{\"message_id\":\"WB1\",\"tags\":[\"a\",\"b\"],\"deliveries\":[{\"sid\":\"DL1\"}]}");

    assertThat(CommandRun.of(service, "calls", "get", "WB1").out().lines().toList())
        .containsExactly("message_id        WB1", "tags              a,b", "deliveries.0.sid  DL1");
  }

  @Test
  void refusalIsToldInTheServicesWords() {
    service.on(
        "PUT /v1/accounts/AC1",
        422,
        problem(
            422,
            "/auth_tokens is required",
            ",\"errors\":[{\"pointer\":\"/auth_tokens\",\"detail\":\"is required\"}]"));

    var run = CommandRun.of(environment(), "{}", "accounts", "put", "AC1", "--file", "-");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList())
        .containsExactly("ringdown: 422 /auth_tokens is required", "  /auth_tokens is required");
  }

  @Test
  void documentsComeFromAFileOrStandardInput(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("credential.json"), "{\"type\":\"fcm\"}");
    service.on("POST " + IN_ACCOUNT + "/credentials", 201, "{\"sid\":\"CR1\"}");

    assertThat(
            CommandRun.of(service, "credentials", "add", "--file", file.toString()).out().strip())
        .isEqualTo("sid  CR1");
    assertThat(service.last().body()).isEqualTo("{\"type\":\"fcm\"}");
    var wrong =
        CommandRun.of(environment(), "secret nonsense", "credentials", "add", "--file", "-");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).doesNotContain("nonsense");
  }

  @Test
  void tokenComesFromFileStandardInputOrEnvironment(@TempDir Path folder) throws Exception {
    service.on("GET /v1/accounts", 200, "{\"accounts\":[]}");
    var file = Files.writeString(folder.resolve("token"), FakeRingdown.TOKEN + "\n").toString();
    var url = service.url();
    var bare = Map.of("RINGDOWN_URL", url);
    var named = Map.of("RINGDOWN_URL", url, "RINGDOWN_ADMIN_TOKEN_FILE", file);

    assertThat(CommandRun.of(bare, "", "accounts", "list", "--token-file", file).exitCode())
        .isZero();
    assertThat(
            CommandRun.of(bare, FakeRingdown.TOKEN + "\n", "accounts", "list", "--token-file", "-")
                .exitCode())
        .isZero();
    assertThat(CommandRun.of(named, "", "accounts", "list").exitCode()).isZero();
    assertThat(CommandRun.of(bare, "", "accounts", "list").exitCode()).isEqualTo(2);
    assertThat(
            CommandRun.of(bare, "", "accounts", "list", "--token-file", file + ".gone").exitCode())
        .isEqualTo(2);
    assertThat(
            CommandRun.of(bare, "{}", "accounts", "put", "AC1", "--token-file", "-", "--file", "-")
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void wrongTokenIsRefusedAndNotShown() {
    var environment = environment();
    environment.put("RINGDOWN_ADMIN_TOKEN", "another-token");

    var run = CommandRun.of(environment, "", "accounts", "list");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("401").doesNotContain("another-token");
    environment.put("RINGDOWN_ADMIN_TOKEN", "a token\r\nX-Other: header");
    var smuggled = CommandRun.of(environment, "", "accounts", "list");
    assertThat(smuggled.exitCode()).isEqualTo(2);
    assertThat(smuggled.err()).doesNotContain("X-Other");
  }

  @Test
  void closedPortIsUnreachable() throws Exception {
    var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    socket.close();
    var url = "http://127.0.0.1:" + socket.getLocalPort();

    var run = CommandRun.of(environment(), "", "accounts", "list", "--url", url);

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("cannot reach " + url);
  }

  @Test
  void answerThatBreaksOffIsUnreachable() {
    service.on("GET /v1/accounts", exchange -> exchange.sendResponseHeaders(200, 100));

    assertThat(CommandRun.of(service, "accounts", "list").exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "bindings",
        "bindings get",
        "bindings delete",
        "bindings delete BS1 --all",
        "bindings delete BS1 --identity bob",
        "bindings delete --all --identity bob",
        "accounts delete",
        "accounts list --page-size many",
        "accounts list --url ftp://127.0.0.1",
        "accounts list --url http://127.0.0.1/?a=b",
        "accounts list --admin-token secret",
        "accounts list --ca-file /nowhere/at/all.pem",
        "ring --from alice"
      })
  void misuseIsToldBeforeAnythingIsSent(String command) {
    var words = command.isEmpty() ? new String[0] : command.split(" ", -1);

    var run = CommandRun.of(service, words);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isNotEmpty();
    assertThat(run.out()).isEmpty();
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void accountMustBeNamedSomewhere() {
    var environment = environment();
    environment.remove("RINGDOWN_ACCOUNT_SID");
    service.on("GET " + IN_ACCOUNT + "/calls", 200, "{\"calls\":[]}");

    assertThat(CommandRun.of(environment, "", "calls", "list").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(environment, "", "--account", ACCOUNT, "calls", "list").exitCode())
        .isZero();
    assertThat(CommandRun.of(environment, "", "calls", "list", "--account", ACCOUNT).exitCode())
        .isZero();
  }

  @Test
  void verifyAndTwilioTellTheirFindingByExitCode() {
    var verify = "POST " + IN_ACCOUNT + "/credentials/CR1/verify";
    var webhook = IN_ACCOUNT + "/twilio/webhook";
    service
        .on(verify, 200, "{\"ok\":false,\"reason\":\"r\"}")
        .on("PUT " + webhook, 200, "{\"configured\":true,\"drift\":[]}")
        .on("GET " + webhook, 200, "{\"configured\":true,\"drift\":[{\"code\":\"no_default\"}]}");

    assertThat(CommandRun.of(service, "credentials", "verify", "CR1").exitCode()).isEqualTo(1);
    assertThat(CommandRun.of(service, "twilio", "connect").exitCode()).isZero();
    assertThat(service.last().body()).isEmpty();
    var drifted = CommandRun.of(service, "twilio", "status");
    assertThat(drifted.exitCode()).isEqualTo(1);
    assertThat(drifted.out()).contains("drift.0.code  no_default");
    service.on(verify, 200, "{\"ok\":true}").on("GET " + webhook, 200, "{\"configured\":false}");
    assertThat(CommandRun.of(service, "credentials", "verify", "CR1").exitCode()).isZero();
    assertThat(CommandRun.of(service, "twilio", "status").exitCode()).isEqualTo(1);
  }

  @Test
  void tokensAreMadeWithWhatWasAsked() {
    service.on("POST /v1/admin-tokens", 201, "{\"sid\":\"AT1\",\"token\":\"shown-once\"}");

    var run =
        CommandRun.of(
            service,
            "tokens add --name ci --read-only --only-account AC1 --expires-at 2027-01-01T00:00:00Z"
                .split(" ", -1));

    assertThat(run.out()).contains("shown-once");
    assertThat(service.last().body())
        .isEqualTo(
            "{\"name\":\"ci\",\"account_sid\":\"AC1\",\"read_only\":true,"
                + "\"expires_at\":\"2027-01-01T00:00:00Z\"}");
    CommandRun.of(service, "tokens", "add", "--name", "ops");
    assertThat(service.last().body()).isEqualTo("{\"name\":\"ops\"}");
  }

  @Test
  void helpIsOnStandardOutput() {
    for (var words : List.of(List.of("--help"), List.of("bindings", "import", "-h"))) {
      var run = CommandRun.of(Map.of(), "", new ArrayList<>(words).toArray(String[]::new));

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("Usage: admin", "--token-file");
      assertThat(run.err()).isEmpty();
    }
  }

  private Map<String, String> environment() {
    return CommandRun.environment(service);
  }

  private static String body(String request) {
    return request.startsWith("DELETE") ? "" : "{}";
  }
}
