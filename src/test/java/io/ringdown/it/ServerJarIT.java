package io.ringdown.it;

import static io.ringdown.it.ServerManners.assertIsProblem;
import static io.ringdown.it.ServerManners.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The executable jar as a process: how it starts, ends, and fails to start. */
class ServerJarIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void startsServesAndEndsWhenAskedInItsOwnWordsToTheLast() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of()).awaitReady()) {
      assertIsProblem(send("GET", server.at("/nowhere")), 404);
      assertThat(server.log()).contains("RD-9000");

      server.terminate();

      await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> isClosed(server));
      assertThat(server.awaitExit(SOON)).isIn(0, 143);
      assertThat(server.log()).contains("RD-7003").doesNotContain("RD-9004");
    }
  }

  @Test
  void whoWaitsAtTheEndIsAnsweredAndWhoComesIsSentAway() throws Exception {
    var fcm = TestSession.fcm();
    try (ServerProcess server = NodeProcess.start(Map.of()).awaitReady()) {
      var account = TwilioAccount.servedBy(NodeProcess.ringdown(server));
      account.policy("{\"answer_when\":\"accepted\",\"answer_within\":\"PT8S\"}");
      FcmPhones.addCredential(NodeProcess.ringdown(server), account, fcm);
      fcm.acceptToken("slow-" + account.sid);
      FcmPhones.bind(NodeProcess.ringdown(server), account, "bob", "slow-" + account.sid);
      fcm.onSend().fallSilent();
      var waits = CompletableFuture.supplyAsync(() -> account.call("bob"));
      await().until(() -> fcm.onSend().waiting() == 1);

      server.terminate();

      await().pollInterval(Duration.ofMillis(5)).until(() -> isSentAway(account.call("nobody")));
      assertThat(waits).isNotDone();
      fcm.onSend().judge();
      assertThat(waits.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(server.awaitExit(SOON)).isIn(0, 143);
    } finally {
      fcm.onSend().judge();
    }
  }

  /** Whether a webhook is asked to come again; until then it is answered as ever. */
  private static boolean isSentAway(HttpResponse<String> answer) {
    if (answer.statusCode() != 503) {
      assertIsProblem(answer, 404);
      return false;
    }
    assertIsProblem(answer, 503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    return true;
  }

  /** Whether nobody listens any more; whoever does answers as ever. */
  private static boolean isClosed(ServerProcess server) throws InterruptedException {
    try {
      assertIsProblem(send("GET", server.at("/nowhere")), 404);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void wrongArgumentEndsTheProcess() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of(), "--address")) {
      assertThat(server.awaitExit(SOON)).isEqualTo(2);
      assertThat(server.log()).contains("RD-9002");
    }
  }

  @Test
  void takenPortEndsTheProcess() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerProcess server = ServerProcess.startOn(taken.getLocalPort(), Map.of())) {
      assertThat(server.awaitExit(SOON)).isEqualTo(1);
      assertThat(server.log()).contains("RD-9003");
    }
  }
}
