package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A provider that answers nothing at all slows nobody but its own devices. */
class HangingProviderIT {
  private static final int CALLS = 400;
  private static final int ROUNDS = 3;

  @Test
  void webSocketsRingAsFastWhileFcmHangs() throws Exception {
    var fcm = TestSession.fcm();
    try (var process = NodeProcess.start(Map.of()).awaitReady()) {
      var ringdown = NodeProcess.ringdown(process);
      var account = TwilioAccount.servedBy(ringdown);
      FcmPhones.addCredential(ringdown, account, fcm);
      for (var i = 0; i < 20; i++) {
        fcm.acceptToken("hang-" + i + "-" + account.sid);
        FcmPhones.bind(ringdown, account, "android" + i, "hang-" + i + "-" + account.sid);
      }
      try (var phone = Phone.connect(ringdown, account.accessToken("socket"))) {
        run(account, phone);
        run(account, phone);
        var alone = new ArrayList<P99>();
        var beside = new ArrayList<P99>();
        for (var round = 0; round < ROUNDS; round++) {
          fcm.onSend().judge();
          alone.add(run(account, phone));
          fcm.onSend().fallSilent();
          beside.add(run(account, phone));
        }
        System.out.printf("FCM well: %s%nFCM hangs: %s%n", alone, beside);
        // the best of some rounds, as whatever else the machine does only makes them worse
        assertThat(best(beside).answer()).isLessThan(best(alone).answer() * 3 / 2);
        assertThat(best(beside).ring()).isLessThan(best(alone).ring() * 3 / 2);
      }
    } finally {
      fcm.onSend().judge();
    }
  }

  /** As many calls for Android as for the socket, at the same time. */
  private static P99 run(TwilioAccount account, Phone phone) throws Exception {
    var senders = Executors.newFixedThreadPool(1);
    try {
      var android =
          CompletableFuture.runAsync(
              () -> {
                for (var i = 0; i < CALLS; i++) {
                  var call = account.notification("client:android" + i % 20);
                  call.put("twi_answer_timeout", 5);
                  assertThat(account.send(TwilioAccount.json(call)).statusCode()).isIn(200, 503);
                }
              },
              senders);
      List<Long> answers = new ArrayList<>();
      List<Long> rings = new ArrayList<>();
      for (var i = 0; i < CALLS; i++) {
        var body = TwilioAccount.json(account.notification("client:socket"));
        var began = System.nanoTime();
        assertThat(account.send(body).statusCode()).isEqualTo(200);
        answers.add(System.nanoTime() - began);
        assertThat(phone.awaitCall()).isEqualTo(body);
        rings.add(System.nanoTime() - began);
      }
      android.get(60, TimeUnit.SECONDS);
      return new P99(p99(answers), p99(rings));
    } finally {
      senders.shutdownNow();
      await().atMost(Duration.ofSeconds(5)).until(senders::isTerminated);
    }
  }

  private static long p99(List<Long> nanos) {
    Collections.sort(nanos);
    return nanos.get(nanos.size() * 99 / 100) / 1000;
  }

  private static P99 best(List<P99> rounds) {
    return new P99(
        rounds.stream().mapToLong(P99::answer).min().orElseThrow(),
        rounds.stream().mapToLong(P99::ring).min().orElseThrow());
  }

  /** In microseconds. */
  private record P99(long answer, long ring) {}
}
