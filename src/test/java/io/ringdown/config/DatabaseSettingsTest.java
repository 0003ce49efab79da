package io.ringdown.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void aDataSourceOfTheServerIsNamedAlone() {
    for (var name : List.of("java:jboss/datasources/ringdown", "java:/ringdown", "jdbc/ringdown")) {
      assertThat(load(Map.of("ringdown.db.jndi", name, "ringdown.db.pool-size", "8")))
          .isEqualTo(new DatabaseSettings("", null, null, 8, name));
    }
    assertThat(load(Map.of("ringdown.db.jndi", "jdbc/ringdown")).isPostgres()).isTrue();
    assertThat(load(Map.of("ringdown.db.jndi", "")).jndi()).isNull();
  }

  @Test
  void aDataSourceOfTheServerAndAnotherDatabaseAreNamedTogether(@TempDir Path directory)
      throws Exception {
    var file = Files.writeString(directory.resolve("password"), "from-file\n");

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(
            () ->
                load(
                    Map.of(
                        "ringdown.db.jndi", "jdbc/ringdown",
                        "ringdown.db.url", "jdbc:postgresql://db/r",
                        "ringdown.db.user", "u",
                        "ringdown.db.password-file", file.toString(),
                        "ringdown.db.pool-size", "1")))
        .satisfies(
            refused ->
                assertThat(refused.problems())
                    .containsExactly(
                        "ringdown.db.pool-size: must be a number from 4 to 256",
                        "ringdown.db.jndi: excludes ringdown.db.url, for the server's data source"
                            + " has its own",
                        "ringdown.db.jndi: excludes ringdown.db.user, for the server's data source"
                            + " has its own",
                        "ringdown.db.jndi: excludes ringdown.db.password, for the server's data"
                            + " source has its own"));
  }

  @Test
  void aDataSourceOfTheServerIsOfThisServer() {
    rejected("ringdown.db.jndi", "ldap://elsewhere/ringdown");
    rejected("ringdown.db.jndi", "rmi:ringdown");
    rejected("ringdown.db.jndi", "java:comp/env/ldap:x");
    rejected("ringdown.db.jndi", "jdbc ringdown");
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
