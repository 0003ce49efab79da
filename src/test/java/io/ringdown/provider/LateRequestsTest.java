package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is late must not leave, and must do no harm to what is not late. */
class LateRequestsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration HASTE = Duration.ofMillis(300);
  private static final int STREAMS = 100;

  private final ExecutorService executor = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void nothingLateLeavesAfterTheHandshake() throws Exception {
    try (HesitantServer server = new HesitantServer(STREAMS)) {
      server.settings.countDown();
      server.answers.countDown();

      onlyThePatientLeave(server, server.handshake);
    }
  }

  @Test
  void nothingLateLeavesAfterTheSettings() throws Exception {
    try (HesitantServer server = new HesitantServer(STREAMS)) {
      server.handshake.countDown();
      server.answers.countDown();

      onlyThePatientLeave(server, server.settings);
    }
  }

  @Test
  void nothingLateLeavesWhenAStreamIsFree() throws Exception {
    try (HesitantServer server = new HesitantServer(1)) {
      server.handshake.countDown();
      server.settings.countDown();

      onlyThePatientLeave(server, server.answers);
    }
  }

  private void onlyThePatientLeave(HesitantServer server, CountDownLatch step) throws Exception {
    try (OutboundHttp http =
        new OutboundHttp(executor, Executors.defaultThreadFactory(), server.tls(), PATIENCE)) {
      CompletableFuture<HttpAnswer> first = get(http, server, PATIENCE);
      CompletableFuture<HttpAnswer> hasty = get(http, server, HASTE);
      CompletableFuture<HttpAnswer> last = get(http, server, PATIENCE);
      assertThat(isTimeout(hasty)).isTrue();
      step.countDown();

      assertThat(first.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(last.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(server.requests.drainPermits()).isEqualTo(2);
    }
  }

  @Test
  void whatMayNotLeaveAnyMoreStaysThoughItIsNotLate() throws Exception {
    AtomicBoolean mayLeave = new AtomicBoolean(true);
    try (HesitantServer server = new HesitantServer(STREAMS);
        OutboundHttp http =
            new OutboundHttp(
                executor,
                Executors.defaultThreadFactory(),
                server.tls(),
                PATIENCE,
                mayLeave::get)) {
      server.settings.countDown();
      server.answers.countDown();
      CompletableFuture<HttpAnswer> waiting = get(http, server, Duration.ofSeconds(3));
      mayLeave.set(false);
      CompletableFuture<HttpAnswer> refused = get(http, server, PATIENCE);
      server.handshake.countDown();

      assertThat(isTimeout(refused)).isFalse();
      assertThat(isTimeout(waiting)).isTrue();
      assertThat(server.requests.drainPermits()).isZero();
    }
  }

  @Test
  void nothingLateLeavesOverAConnectionOfItsOwn() throws Exception {
    try (HesitantServer server = new HesitantServer(STREAMS)) {
      server.settings.countDown();

      nothingLeaves(server, server.handshake);
    }
  }

  @Test
  void nothingLateLeavesAfterTheSettingsOfAConnectionOfItsOwn() throws Exception {
    try (HesitantServer server = new HesitantServer(STREAMS)) {
      server.handshake.countDown();

      nothingLeaves(server, server.settings);
    }
  }

  private void nothingLeaves(HesitantServer server, CountDownLatch step) throws Exception {
    try (EndpointLine line =
        new EndpointLine(
            executor, Executors.defaultThreadFactory(), server.tls(), PATIENCE, true)) {
      CompletableFuture<HttpAnswer> hasty =
          line.post(server.url(), Map.of(), new byte[] {1}, HASTE).toCompletableFuture();
      assertThat(isTimeout(hasty)).isTrue();
      step.countDown();

      server.end.get(10, TimeUnit.SECONDS);
      assertThat(server.requests.drainPermits()).isZero();
    }
  }

  private static CompletableFuture<HttpAnswer> get(
      OutboundHttp http, HesitantServer server, Duration timeout) {
    return http.send(OutboundRequest.get(server.url()), timeout).toCompletableFuture();
  }

  private static boolean isTimeout(CompletableFuture<HttpAnswer> answer) throws Exception {
    return answer
        .handle((given, failure) -> failure != null && LineFailure.isTimeout(failure))
        .get(10, TimeUnit.SECONDS);
  }
}
