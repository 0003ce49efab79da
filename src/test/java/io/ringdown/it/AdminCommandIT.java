package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringdown-server.jar admin} as an operator types it, against a running server. */
class AdminCommandIT {
  private static final String ADMIN_TOKEN = "admin-token-of-the-command-line";
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void operatorRunsTheServiceFromTheCommandLine(@TempDir Path folder) throws Exception {
    try (var process = ServerProcess.start(Map.of("RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN))) {
      var ringdown = process.awaitReady().ringdown(process.at("").toString(), ADMIN_TOKEN);
      var account = TwilioAccount.unknownTo(ringdown);
      var operator = new Operator(process, account, folder);

      var json = "{\"friendly_name\":\"Line\",\"auth_tokens\":[\"" + account.authToken + "\"]}";
      var file = Files.writeString(folder.resolve("account.json"), json).toString();
      assertThat(operator.types(0, "accounts", "put", "--file", file)).contains("Line");
      assertThat(operator.types(0, "accounts", "list")).contains(account.sid, "Line");
      assertThat(operator.types(0, "accounts", "get", "--json"))
          .isEqualTo(ringdown.admin("GET", "/v1/accounts/" + account.sid).body() + "\n");

      var credential =
          Files.writeString(folder.resolve("credential.json"), "{\"type\":\"http\"}").toString();
      assertThat(operator.types(0, "credentials", "add", "--file", credential)).contains("whsec_");

      ringdown.admin(
          "POST",
          "/v1/accounts/" + account.sid + "/bindings",
          "{\"identity\":\"bob\",\"channel\":\"external\",\"device_id\":\"d1\"}");
      assertThat(operator.types(0, "bindings", "list", "--identity", "bob")).contains("external");
      assertThat(operator.types(0, "reachability", "bob")).contains("reachable");

      var events = operator.begins("events", "--limit", "1");
      // events are those that happen from the moment on at which somebody listens
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                operator.types(0, "ring", "--to", "bob", "--from", "alice");
                return !events.isAlive();
              });
      assertThat(operator.output(events)).contains("identity=bob");
      assertThat(operator.types(0, "calls", "list", "--from", "client:alice")).contains("bob");
      assertThat(operator.types(1, "ring", "--to", "nobody")).contains("404");

      assertThat(operator.types(1, "twilio", "connect")).contains("ringdown.public-url");
      operator.types(0, "forget", "bob");
      assertThat(operator.types(0, "bindings", "list")).doesNotContain("bob");
      operator.types(0, "accounts", "delete", account.sid);
      assertThat(operator.types(1, "accounts", "get")).contains("404");
      assertThat(operator.types(2, "accounts", "nonsense")).contains("Usage");
      assertThat(process.terminate().awaitExit(SOON)).isIn(0, 143);
      assertThat(operator.types(3, "accounts", "list")).contains("cannot reach");
    }
  }

  /** Somebody with a shell, in which the environment says where the server is. */
  private record Operator(ServerProcess server, TwilioAccount account, Path folder) {
    /** What a command wrote, which must end so. */
    String types(int exitCode, String... words) throws Exception {
      var process = begins(words);
      assertThat(process.waitFor()).as(output(process)).isEqualTo(exitCode);
      return output(process);
    }

    Process begins(String... words) throws Exception {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-jar");
      command.add(RunningServer.target().resolve("ringdown-server.jar").toString());
      command.add("admin");
      command.addAll(List.of(words));
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      var environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("RINGDOWN_"));
      environment.put("RINGDOWN_URL", server.at("").toString());
      environment.put("RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN);
      environment.put("RINGDOWN_ACCOUNT_SID", account.sid);
      environment.put("RINGDOWN_ACCOUNT_AUTH_TOKEN", account.authToken);
      var out = Files.createTempFile(folder, "command", ".out");
      var process = builder.redirectOutput(out.toFile()).start();
      Files.move(out, outputOf(process));
      return process;
    }

    String output(Process process) throws Exception {
      return Files.readString(outputOf(process));
    }

    private Path outputOf(Process process) {
      return folder.resolve("output-" + process.pid());
    }
  }
}
