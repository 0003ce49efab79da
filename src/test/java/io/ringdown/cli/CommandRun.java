package io.ringdown.cli;

import io.ringdown.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One command as it is typed: how it ended and what it wrote. */
record CommandRun(int exitCode, String out, String err) {
  /** Runs a command against the service, with its token and account in the environment. */
  static CommandRun of(FakeRingdown service, String... arguments) {
    return of(service, InputStream.nullInputStream(), arguments);
  }

  /** Runs it with something on standard input. */
  static CommandRun of(FakeRingdown service, InputStream in, String... arguments) {
    return of(environment(service), in, new ByteArrayOutputStream(), false, arguments);
  }

  /** Runs it in an environment of its own. */
  static CommandRun of(Map<String, String> environment, String in, String... arguments) {
    return of(
        environment,
        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
        new ByteArrayOutputStream(),
        false,
        arguments);
  }

  static CommandRun of(
      Map<String, String> environment,
      InputStream in,
      ByteArrayOutputStream out,
      boolean watched,
      String... arguments) {
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            environment,
            in,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            watched);
    var exitCode = AdminCommand.run(terminal, arguments);
    terminal.out().flush();
    terminal.err().flush();
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Map<String, String> environment(FakeRingdown service) {
    return new HashMap<>(
        Map.of(
            "RINGDOWN_URL", service.url(),
            "RINGDOWN_ADMIN_TOKEN", FakeRingdown.TOKEN,
            "RINGDOWN_ACCOUNT_SID", FakeRingdown.ACCOUNT));
  }
}
