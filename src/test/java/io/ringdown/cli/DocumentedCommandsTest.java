package io.ringdown.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code command-line.md} to the commands that there are. */
class DocumentedCommandsTest {
  private static final String PROMPT = "ringdown admin ";
  private static final Pattern GROUP = Pattern.compile("(?m)^  ([a-z]+)  +\\S");

  static List<String> commands() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("src/docs/command-line.md"))) {
      return lines
          .filter(line -> line.startsWith(PROMPT))
          .map(line -> line.substring(PROMPT.length()))
          .toList();
    }
  }

  /** It is understood, and the service was asked; a service that knows nothing says 404. */
  @ParameterizedTest
  @MethodSource("commands")
  void isUnderstood(String command, @TempDir Path folder) throws Exception {
    try (var service = new FakeRingdown()) {
      var environment = CommandRun.environment(service);
      environment.put("RINGDOWN_ACCOUNT_AUTH_TOKEN", "an-auth-token");
      var words = command.split(" ", -1);
      for (var i = 0; i < words.length; i++) {
        if (words[i].contains(".json") || words[i].contains(".ndjson")) {
          words[i] = Files.writeString(folder.resolve(words[i]), "{}").toString();
        }
      }

      var run = CommandRun.of(environment, "", words);

      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(service.requests()).isNotEmpty();
    }
  }

  @Test
  void everyCommandIsThere() throws Exception {
    var documented = new TreeSet<String>();
    commands().forEach(command -> documented.add(name(command)));

    assertThat(documented).isEqualTo(existing());
  }

  private static Set<String> existing() {
    var all = new TreeSet<String>();
    for (var group : below()) {
      var within = below(group);
      all.addAll(
          within.isEmpty() ? List.of(group) : within.stream().map(c -> group + " " + c).toList());
    }
    return all;
  }

  /** The commands that the help of a command names. */
  private static List<String> below(String... command) {
    var words = Arrays.copyOf(command, command.length + 1);
    words[command.length] = "--help";
    var help = CommandRun.of(Map.of(), "", words).out();
    var commands = help.indexOf("Commands:");
    return commands < 0
        ? List.of()
        : GROUP.matcher(help.substring(commands)).results().map(m -> m.group(1)).toList();
  }

  private static String name(String command) {
    var words = command.split(" ", -1);
    return below(words[0]).isEmpty() ? words[0] : words[0] + " " + words[1];
  }
}
