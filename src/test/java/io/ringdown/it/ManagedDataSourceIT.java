package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/**
 * A node whose database is a data source that Payara manages, made by the shipped commands and with
 * a driver of the server's own; and one beside it that connects by itself.
 */
@SuppressWarnings("NullAway.Init")
class ManagedDataSourceIT {
  private static EmbeddedPostgres postgres;
  private static ServerProcess managed;
  private static ServerProcess other;
  private static Ringdown there;
  private static TwilioAccount account;

  @BeforeAll
  static void twoNodes() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(Files.createTempDirectory(RunningServer.target(), "postgres-"))
            .start();
    var url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    var driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    managed =
        NodeProcess.start(
                Map.of(
                    "POSTGRES_URL", url,
                    "POSTGRES_USER", "postgres",
                    "POSTGRES_PASSWORD", "postgres",
                    "RINGDOWN_DB_JNDI", "jdbc/ringdown"),
                "--addlibs",
                driver.toString(),
                "--prebootcommandfile",
                Path.of("server-config/payara/datasource.asadmin").toAbsolutePath().toString())
            .awaitReady();
    other =
        NodeProcess.start(
                Map.of(
                    "RINGDOWN_DB_URL", url,
                    "RINGDOWN_DB_USER", "postgres",
                    "RINGDOWN_DB_PASSWORD", "postgres"))
            .awaitReady();
    there = NodeProcess.ringdown(managed);
    account = TwilioAccount.servedBy(there);
  }

  @AfterAll
  static void end() throws IOException {
    for (var process : new ServerProcess[] {managed, other}) {
      if (process != null) {
        process.close();
      }
    }
    postgres.close();
  }

  @Test
  void itIsFoundFitAndListenedTo() {
    assertThat(managed.log()).contains("RD-2020", "RD-3015").doesNotContain("RD-2022", "RD-2023");
  }

  @Test
  void aPhoneRingsOnce() throws Exception {
    var fcm = TestSession.fcm();
    FcmPhones.addCredential(there, account, fcm);
    fcm.acceptToken("anna-" + account.sid);
    FcmPhones.bind(there, account, "anna", "anna-" + account.sid);
    var before = fcm.messages().size();
    var call = account.notification("client:anna");
    var body = TwilioAccount.json(call);

    assertThat(account.send(body).statusCode()).isEqualTo(200);
    assertThat(account.send(body).statusCode()).isEqualTo(200);
    account.call("anna");

    await().atMost(Duration.ofSeconds(10)).until(() -> fcm.messages().size() == before + 2);
    assertThat(fcm.messages())
        .filteredOn(one -> one.data().containsValue(call.get("twi_message_id")))
        .hasSize(1);
  }

  @Test
  void aSocketRingsBySignalWhicheverNodeTookTheCall() throws Exception {
    var beside = NodeProcess.ringdown(other);
    try (var here = Phone.connect(there, account.accessToken("bob"));
        var elsewhere = Phone.connect(beside, account.accessToken("carol"))) {
      for (var i = 0; i < 5; i++) {
        var began = System.nanoTime();
        var toBob = TwilioAccount.json(account.notification("client:bob"));
        assertThat(account.calling(beside).send(toBob).statusCode()).isEqualTo(200);
        assertThat(here.awaitCall()).isEqualTo(toBob);
        var toCarol = TwilioAccount.json(account.notification("client:carol"));
        assertThat(account.calling(there).send(toCarol).statusCode()).isEqualTo(200);
        assertThat(elsewhere.awaitCall()).isEqualTo(toCarol);
        // Without signals each would wait for a look, every five seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      }
    }
  }
}
