package io.ringdown.it;

import static io.ringdown.it.ServerManners.assertIsProblem;
import static io.ringdown.it.ServerManners.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The executable jar as a process: how it starts, ends, and fails to start. */
class ServerJarIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void startsServesAndEndsWhenAsked() throws Exception {
    try (ServerProcess server = ServerProcess.start(Map.of()).awaitReady()) {
      assertIsProblem(send("GET", server.at("/nowhere")), 404);
      assertThat(server.log()).contains("RD-9000");

      assertThat(server.terminate().awaitExit(SOON)).isIn(0, 143);
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
