package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.provider.fcm.FakeAnswer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that is killed loses nothing that it said 200 to, on the embedded database. */
class CrashIT {
  @Test
  void everyCallThatGotIts200IsDeliveredAfterTheRestart() throws Exception {
    var fcm = TestSession.fcm();
    try (var first = NodeProcess.start(Map.of()).awaitReady()) {
      var ringdown = NodeProcess.ringdown(first);
      var account = TwilioAccount.servedBy(ringdown);
      try (var burst = Burst.begin(ringdown, account, fcm, 2_000)) {
        await().atMost(Duration.ofMinutes(1)).until(() -> burst.answered() > 700);
        fcm.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
        await().atMost(Duration.ofMinutes(1)).until(() -> burst.answered() > 1_000);
        first.kill();
        fcm.onSend().judge();
        assertThat(burst.lost()).as("owed when it died").isNotEmpty();
        var owed = burst.lost().size();

        var settings = Map.of("RINGDOWN_DATA_DIR", first.dataDirectory().toString());
        try (var second = NodeProcess.start(settings).awaitReady()) {
          var began = System.nanoTime();
          burst.goOnWith(NodeProcess.ringdown(second));
          burst.awaitAnswers();
          await().atMost(Duration.ofSeconds(30)).until(() -> burst.lost().isEmpty());
          System.out.printf(
              "killed with %d calls owed: none of 2000 lost, %d duplicates, all rung %d ms after it"
                  + " was back%n",
              owed, burst.duplicates(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
          // what was at the provider, or accepted and not yet written down
          assertThat(burst.duplicates()).isLessThan(200);
        }
      }
    } finally {
      fcm.onSend().judge();
    }
  }
}
