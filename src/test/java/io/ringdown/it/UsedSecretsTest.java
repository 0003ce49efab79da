package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsedSecretsTest {
  @Test
  void secretOfARequestIsFoundInALog(@TempDir Path target) throws IOException {
    UsedSecrets.noticeIn(
        """
        {"friendly_name":"an-ordinary-name","auth_tokens":["7f3a90c1d2e4b5a6"],
         "keys":{"auth":"kept-by-the-browser"},
         "service_account":{"private_key":"-----BEGIN\\nMIIEvQIBADANBgkq\\n"}}""");
    var log = server(target);
    Files.writeString(
        log,
        """
        an-ordinary-name is here
        token=7f3a90c1d2e4b5a6, said the log
        kept-by-the-browser
        MIIEvQIBADANBgkq
        7f3a90c1d2e4b5a6f is another word
        """);

    assertThat(UsedSecrets.logs(target)).containsExactly(log);
    assertThat(UsedSecrets.foundIn(List.of(log)))
        .extracting(found -> found.replaceFirst(".*/log:(\\d+):.*", "$1"))
        .containsExactly("2", "3", "4");
  }

  @Test
  void firstAdminTokenMayBeShownOnce(@TempDir Path target) throws IOException {
    UsedSecrets.notice("Bearer rda_0123456789abcdef");
    var log = server(target);

    Files.writeString(log, "RD-7002 the admin token, shown this once: rda_0123456789abcdef\n");
    assertThat(UsedSecrets.foundIn(List.of(log))).isEmpty();

    Files.writeString(log, "rda_0123456789abcdef\nand again rda_0123456789abcdef\n");
    assertThat(UsedSecrets.foundIn(List.of(log))).hasSize(1);
  }

  private static Path server(Path target) throws IOException {
    return Files.createDirectories(target.resolve("servers/server-1")).resolve("log");
  }
}
