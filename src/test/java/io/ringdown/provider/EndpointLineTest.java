package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Address;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hangs takes its own share of the line and nothing else. */
class EndpointLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HASTE = Duration.ofMillis(300);

  private final ExecutorService executor = Executors.newFixedThreadPool(1);
  private final CountDownLatch nameServerAnswers = new CountDownLatch(1);
  private final Semaphore asked = new Semaphore(0);
  private final AtomicInteger questions = new AtomicInteger();

  @AfterEach
  void stop() {
    nameServerAnswers.countDown();
    executor.shutdownNow();
  }

  @Test
  void aNameServerThatHangsHoldsNoThreadOfOthers() throws Exception {
    try (var server = new HesitantServer(1);
        var line = line(server, this::hang)) {
      for (var i = 0; i < 50; i++) {
        var unused = post(line, "https://host" + i + ".example/", PATIENCE);
      }
      assertThat(asked.tryAcquire(NameLookup.THREADS, 10, TimeUnit.SECONDS)).isTrue();

      assertThat(executor.submit(() -> "rings").get(10, TimeUnit.SECONDS)).isEqualTo("rings");
      assertThat(questions).hasValue(NameLookup.THREADS);
    }
  }

  @Test
  void aNameIsAskedForOnceForAllWhoWait() throws Exception {
    try (var server = new HesitantServer(1);
        var line = line(server, this::hang)) {
      var first = post(line, "https://host.example/", PATIENCE);
      assertThat(asked.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      var others =
          IntStream.range(0, 20)
              .mapToObj(i -> post(line, "https://HOST.example/" + i, PATIENCE))
              .toList();
      nameServerAnswers.countDown();

      assertThat(code(first)).isEqualTo("connect_failed");
      for (var other : others) {
        assertThat(code(other)).isEqualTo("connect_failed");
      }
      assertThat(questions).hasValue(1);
    }
  }

  @Test
  void onlyTheNamesThatWereAskedForAreToBlame() throws Exception {
    try (var server = new HesitantServer(1);
        var line = line(server, this::hang)) {
      var hanging =
          IntStream.range(0, NameLookup.THREADS)
              .mapToObj(i -> post(line, "https://hangs" + i + ".example/", HASTE))
              .toList();
      assertThat(asked.tryAcquire(NameLookup.THREADS, 10, TimeUnit.SECONDS)).isTrue();
      var behind = post(line, "https://behind.example/", HASTE);

      for (var one : hanging) {
        assertThat(code(one)).isEqualTo("connect_failed");
      }
      assertThat(code(behind)).isEqualTo("line_busy");
    }
  }

  @Test
  void noMoreNamesWaitThanThereIsRoomFor() throws Exception {
    try (var server = new HesitantServer(1);
        var line = line(server, this::hang)) {
      for (var i = 0; i < NameLookup.THREADS + NameLookup.MOST_WAITING; i++) {
        var unused = post(line, "https://host" + i + ".example/", PATIENCE);
      }

      assertThat(code(post(line, "https://more.example/", PATIENCE))).isEqualTo("line_busy");
    }
  }

  @Test
  void serversThatHangLeaveConnectionsToOthers() throws Exception {
    try (var well = new HesitantServer(100);
        var hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        var line = line(well, EndpointLineTest::loopback)) {
      well.handshake.countDown();
      well.settings.countDown();
      well.answers.countDown();
      for (var i = 0; i < 10; i++) {
        var unused = post(line, EndpointLine.MOST_TO_ONE, "hangs" + i + ".example", hanging);
      }

      var answer = post(line, well.url().toString(), PATIENCE);

      assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  @Test
  void oneServerHoldsNoMoreThanItsShare() throws Exception {
    try (var server = new HesitantServer(100);
        var hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        var line = line(server, EndpointLineTest::loopback)) {
      var all = post(line, CalledServers.MOST_OF_ONE + 1, "hangs.example", hanging);

      onlyOneIsDeferred(all);
    }
  }

  @Test
  void whoFindsTheLineFullIsDeferredAtOnceAndNobodyIsToBlame() throws Exception {
    try (var server = new HesitantServer(100);
        var hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        var line = line(server, EndpointLineTest::loopback)) {
      var servers = CalledServers.MOST / CalledServers.MOST_OF_ONE;
      List<CompletableFuture<HttpAnswer>> all = new ArrayList<>();
      for (var i = 0; i < servers; i++) {
        all.addAll(post(line, CalledServers.MOST_OF_ONE, "hangs" + i + ".example", hanging));
      }
      all.addAll(post(line, 1, "late.example", hanging));

      onlyOneIsDeferred(all);
    }
  }

  private static void onlyOneIsDeferred(List<CompletableFuture<HttpAnswer>> all) {
    assertThat(CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new)))
        .failsWithin(10, TimeUnit.SECONDS);
    assertThat(all.stream().filter(CompletableFuture::isDone))
        .singleElement()
        .satisfies(one -> assertThat(code(one)).isEqualTo("line_busy"));
  }

  @Test
  void whatIsOverLeavesItsPlace() throws Exception {
    try (var server = new HesitantServer(100);
        var hanging = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        var line = line(server, EndpointLineTest::loopback)) {
      var url = "https://hangs.example:" + hanging.getLocalPort() + "/";
      for (var i = 0; i < 2; i++) {
        var all =
            IntStream.range(0, CalledServers.MOST_OF_ONE)
                .mapToObj(n -> post(line, url, HASTE))
                .toList();
        for (var one : all) {
          assertThat(code(one)).isEqualTo("timeout");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://Calls.Example.com/bob?x=1, calls.example.com:443",
    "https://calls.example.com:8443, calls.example.com:8443",
    "https://[::1]:8443/, [::1]:8443",
    "not a URL,",
    "urn:uuid:1,"
  })
  void theDestinationIsHostAndPort(String url, String destination) {
    assertThat(EndpointLine.destination(new Address(url)))
        .isEqualTo(Optional.ofNullable(destination));
  }

  private EndpointLine line(HesitantServer trusted, NameLookup.NameServer names) {
    return new EndpointLine(
        executor, Executors.defaultThreadFactory(), trusted.tls(), PATIENCE, true, names);
  }

  private static List<CompletableFuture<HttpAnswer>> post(
      EndpointLine line, int times, String host, ServerSocket server) {
    var url = "https://" + host + ":" + server.getLocalPort() + "/";
    return IntStream.range(0, times).mapToObj(i -> post(line, url, PATIENCE)).toList();
  }

  private static CompletableFuture<HttpAnswer> post(
      EndpointLine line, String url, Duration timeout) {
    return line.post(URI.create(url), Map.of(), new byte[] {1}, timeout).toCompletableFuture();
  }

  private static String code(CompletableFuture<HttpAnswer> answer) throws Exception {
    return answer
        .handle((given, failure) -> ((Deferred) EndpointLine.failed(failure)).code())
        .get(20, TimeUnit.SECONDS);
  }

  private static InetAddress[] loopback(String host) {
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private InetAddress[] hang(String host) throws UnknownHostException {
    questions.incrementAndGet();
    asked.release();
    try {
      nameServerAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnknownHostException(host);
  }
}
