package io.ringdown.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSettingsTest {
  @Test
  void withoutAnyItIsAFileInTheDataDirectory() {
    var settings = load(Map.of("ringdown.data-dir", "/srv/x"));

    assertThat(settings)
        .isEqualTo(new DatabaseSettings("jdbc:h2:file:/srv/x/ringdown", "sa", "", 32));
    assertThat(load(Map.of()).url())
        .isEqualTo("jdbc:h2:file:" + Path.of("data/ringdown").toAbsolutePath());
    assertThat(load(Map.of("ringdown.db.url", "")).isPostgres()).isFalse();
  }

  @Test
  void aServerIsNamedByItsKeys() {
    assertThat(
            load(
                Map.of(
                    "ringdown.db.url", "jdbc:postgresql://db/r",
                    "ringdown.db.user", "u",
                    "ringdown.db.password", "p",
                    "ringdown.db.pool-size", "8")))
        .isEqualTo(new DatabaseSettings("jdbc:postgresql://db/r", "u", "p", 8));
  }

  @Test
  void thePasswordMayBeAFile(@TempDir Path directory) throws Exception {
    var file = Files.writeString(directory.resolve("password"), "from-file\n");

    assertThat(
            load(Map.of(
                    "ringdown.db.url",
                    "jdbc:postgresql://db/r",
                    "ringdown.db.password-file",
                    file.toString()))
                .password())
        .isEqualTo("from-file");
  }

  @Test
  void whatIsWrongIsNamedByItsKeyAndNotQuoted() {
    rejected("ringdown.db.url", "mysql:secret");
    rejected("ringdown.db.pool-size", "300");
    rejected("ringdown.db.pool-size", "257");
    rejected("ringdown.db.pool-size", "many");
    rejected("ringdown.data-dir", "/srv;INIT=x");
  }

  @Test
  void thePasswordIsNotPrinted() {
    assertThat(new DatabaseSettings("jdbc:postgresql://db/r?password=secret", "u", "hidden", 8))
        .asString()
        .doesNotContain("secret", "hidden");
  }

  private static void rejected(String key, String value) {
    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(() -> load(Map.of(key, value)))
        .withMessageContaining(key)
        .withMessageNotContaining(value);
  }

  private static DatabaseSettings load(Map<String, String> values) {
    return RingdownSettings.load(new FakeConfig(values)).database();
  }
}
