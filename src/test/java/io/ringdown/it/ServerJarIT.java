package io.ringdown.it;

import static io.ringdown.it.ServerManners.assertIsProblem;
import static io.ringdown.it.ServerManners.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
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
