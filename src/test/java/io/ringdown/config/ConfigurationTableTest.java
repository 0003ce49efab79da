package io.ringdown.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code src/docs/configuration.md} and the keys that are read together. */
class ConfigurationTableTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(ringdown\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (.+?) \\| (.+?) \\|$");

  @Test
  void theTableListsExactlyTheKeysThatAreRead() throws IOException {
    var config = new FakeConfig(Map.of());
    RingdownSettings.load(config);
    Set<String> read = new TreeSet<>(config.asked);

    assertThat(variables().keySet()).isEqualTo(read);
  }

  @Test
  void theTableNamesTheVariableOfEachKey() throws IOException {
    assertThat(variables())
        .isNotEmpty()
        .allSatisfy((key, variable) -> assertThat(variable).isEqualTo(UnknownKeys.variable(key)));
  }

  private static Map<String, String> variables() throws IOException {
    String page = Files.readString(Path.of("src/docs/configuration.md"));
    assertThat(page.lines().filter(line -> line.startsWith("| `ringdown")).count())
        .as("rows that have the right shape")
        .isEqualTo(ROW.matcher(page).results().count());
    return ROW.matcher(page)
        .results()
        .collect(
            Collectors.toMap(
                (MatchResult row) -> row.group(1),
                row -> row.group(2),
                (one, other) -> one + " and again " + other,
                TreeMap::new));
  }
}
