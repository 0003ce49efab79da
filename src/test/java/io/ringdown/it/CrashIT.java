package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.provider.fcm.FakeAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that is killed loses nothing that it said 200 to, and rings nobody late. */
class CrashIT {
  @Test
  void everyCallThatGotIts200IsDeliveredAfterTheRestart() throws Exception {
    killAmidCalls("H2", Map.of());
  }

  @Test
  void everyCallThatGotIts200IsDeliveredAfterTheRestartOnPostgres() throws Exception {
    try (var postgres = EmbeddedPostgres.start()) {
      killAmidCalls(
          "PostgreSQL",
          Map.of(
              "RINGDOWN_DB_URL",
              "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              "RINGDOWN_DB_USER",
              "postgres",
              "RINGDOWN_DB_PASSWORD",
              "postgres"));
    }
  }

  @Test
  void whatIsLateAfterTheRestartRingsNobody() throws Exception {
    var fcm = TestSession.fcm();
    try (var first = NodeProcess.start(Map.of()).awaitReady()) {
      var ringdown = NodeProcess.ringdown(first);
      var account = TwilioAccount.servedBy(ringdown);
      FcmPhones.addCredential(ringdown, account, fcm);
      fcm.acceptToken("late-" + account.sid);
      FcmPhones.bind(ringdown, account, "late", "late-" + account.sid);
      fcm.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
      var call = account.notification("client:late");
      call.put("twi_answer_timeout", 2);
      assertThat(account.send(TwilioAccount.json(call)).statusCode()).isEqualTo(200);
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      first.kill();
      fcm.onSend().judge();
      await().until(() -> System.nanoTime() > deadline);

      var settings = Map.of("RINGDOWN_DATA_DIR", first.dataDirectory().toString());
      try (var second = NodeProcess.start(settings).awaitReady()) {
        var restarted = NodeProcess.ringdown(second);
        var record = "/v1/accounts/" + account.sid + "/calls/" + call.get("twi_message_id");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    Ringdown.json(restarted.admin("GET", record))
                        .path("status")
                        .asText()
                        .equals("expired"));
        assertThat(fcm.messages())
            .noneMatch(one -> one.data().containsValue(call.get("twi_message_id")));
      }
    } finally {
      fcm.onSend().judge();
    }
  }

  private static void killAmidCalls(String database, Map<String, String> settings)
      throws Exception {
    var fcm = TestSession.fcm();
    try (var first = NodeProcess.start(settings).awaitReady()) {
      var ringdown = NodeProcess.ringdown(first);
      var account = TwilioAccount.servedBy(ringdown);
      try (var burst = Burst.begin(ringdown, account, fcm, 2_000)) {
        burst.awaitTrouble();
        first.kill();
        var died = Instant.now();
        fcm.onSend().judge();
        assertThat(burst.lost()).as("owed when it died").isNotEmpty();
        var owed = burst.lost().size();

        var again = new HashMap<>(settings);
        again.put("RINGDOWN_DATA_DIR", first.dataDirectory().toString());
        try (var second = NodeProcess.start(again).awaitReady()) {
          var began = System.nanoTime();
          burst.goOnWith(NodeProcess.ringdown(second));
          burst.awaitAnswers();
          await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> burst.lost().isEmpty() && burst.duplicates() > 0);
          System.out.printf(
              "%s: killed with %d calls owed: none of 2000 lost, %d duplicates, all rung %d ms"
                  + " after it was back%n",
              database,
              owed,
              burst.duplicates(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
          burst.assertNoneCameAgainThatWasOnRecord(NodeProcess.ringdown(second), died);
        }
      }
    } finally {
      fcm.onSend().judge();
    }
  }
}
