package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeFcm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wall clock that is set while phones are rung lets none ring late, and stops nothing. */
class ClockIT {
  private static final Duration STEP = Duration.ofMinutes(2);
  private static final int SHORT = 2;
  private static final int LONG = 20;

  /** So many failures in a row open a circuit. */
  private static final int OUTAGES = 5;

  private final FakeFcm fcm = TestSession.fcm();

  @AfterEach
  void well() {
    fcm.onSend().judge();
  }

  @Test
  void setBackAndForward() throws Exception {
    setBackAndForward(Map.of());
  }

  @Test
  void setBackAndForwardOnPostgres() throws Exception {
    try (var postgres = EmbeddedPostgres.start()) {
      setBackAndForward(
          Map.of(
              "RINGDOWN_DB_URL",
              "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
              "RINGDOWN_DB_USER",
              "postgres",
              "RINGDOWN_DB_PASSWORD",
              "postgres"));
    }
  }

  private void setBackAndForward(Map<String, String> database) throws Exception {
    var clock = new SettableClock();
    Map<String, String> settings = new HashMap<>(database);
    settings.putAll(clock.environment());
    try (var process = NodeProcess.start(settings).awaitReady()) {
      var ringdown = NodeProcess.ringdown(process);
      var account = TwilioAccount.servedBy(ringdown);
      var phone = Phone.connect(ringdown, account.accessToken("carol"));
      FcmPhones.addCredential(ringdown, account, fcm);
      fcm.acceptToken("set-" + account.sid);
      FcmPhones.bind(ringdown, account, "bob", "set-" + account.sid);
      rings(account);

      for (var ahead : new Duration[] {STEP.negated(), Duration.ZERO, STEP}) {
        fcm.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
        var late = call(account, SHORT);
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHORT);
        for (var i = 0; i < OUTAGES; i++) {
          call(account, SHORT);
        }
        await().until(() -> isCircuitOpen(ringdown));
        clock.set(ahead);
        await().until(() -> System.nanoTime() > deadline);
        fcm.onSend().judge();

        await()
            .atMost(Duration.ofSeconds(LONG))
            .untilAsserted(() -> assertThat(status(ringdown, account, late)).isEqualTo("expired"));
        rings(account);
        assertThat(arrived(late)).isFalse();
        assertThat(account.call("carol").statusCode()).isEqualTo(200);
        phone.awaitCall();
      }
      phone.close();
    }
  }

  private void rings(TwilioAccount account) {
    var id = call(account, LONG);
    await().atMost(Duration.ofSeconds(LONG)).until(() -> arrived(id));
  }

  /** Calls bob for so many seconds. */
  private static String call(TwilioAccount account, int seconds) {
    var call = account.notification("client:bob");
    call.put("twi_answer_timeout", seconds);
    assertThat(account.send(TwilioAccount.json(call)).statusCode()).isEqualTo(200);
    return String.valueOf(call.get("twi_message_id"));
  }

  private static boolean isCircuitOpen(Ringdown ringdown) {
    return ringdown
        .admin("GET", "/v1/metrics")
        .body()
        .contains("ringdown_circuit_state{channel=\"fcm\"} 2");
  }

  private boolean arrived(String id) {
    return fcm.messages().stream().anyMatch(one -> one.data().containsValue(id));
  }

  private static String status(Ringdown ringdown, TwilioAccount account, String id) {
    var record = ringdown.admin("GET", "/v1/accounts/" + account.sid + "/calls/" + id);
    return Ringdown.json(record).path("status").asText();
  }
}
