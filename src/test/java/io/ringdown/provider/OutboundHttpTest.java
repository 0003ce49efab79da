package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final OutboundHttp http =
      new OutboundHttp(
          executor,
          Executors.defaultThreadFactory(),
          TrustedCertificates.sslContext(Optional.empty()),
          Duration.ofSeconds(2));

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void plainTextIsHttp11WithoutAnUpgrade() throws Exception {
    CompletableFuture<String> head = new CompletableFuture<>();
    try (ServerSocket server =
        serve(
            socket -> {
              head.complete(readHead(socket));
              say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            })) {
      HttpAnswer answer = get(server, PATIENCE).get(10, TimeUnit.SECONDS);

      assertThat(answer.body()).isEqualTo("ok");
      assertThat(head.join())
          .contains("HTTP/1.1")
          .containsIgnoringCase("user-agent: Ringdown\r\n")
          .doesNotContainIgnoringCase("upgrade");
    }
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          connections.add(exchange.getRemoteAddress());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      int requests = 20;
      for (int i = 0; i < requests; i++) {
        http.send(OutboundRequest.get(url), PATIENCE)
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
      }

      // one that has just answered may not be back yet
      assertThat(connections).hasSizeLessThan(requests / 2);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void endlessBodyIsCutOff() throws Exception {
    CompletableFuture<Boolean> cut = new CompletableFuture<>();
    try (ServerSocket server =
        serve(
            socket -> {
              readHead(socket);
              say(socket, "HTTP/1.1 200 OK\r\n\r\n");
              try {
                while (true) {
                  say(socket, "x".repeat(8192));
                }
              } catch (IOException connectionDropped) {
                cut.complete(true);
              }
            })) {
      HttpAnswer answer = get(server, PATIENCE).get(10, TimeUnit.SECONDS);

      assertThat(answer.body()).hasSize(64 * 1024);
      assertThat(cut.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void bodyThatHangsEndsWithTheTimeout() throws Exception {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    try (ServerSocket server =
        serve(
            socket -> {
              readHead(socket);
              say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              try {
                end.complete(socket.getInputStream().read() < 0);
              } catch (SocketException reset) {
                end.complete(true);
              }
            })) {
      assertThat(deferred(get(server, Duration.ofMillis(500))).code()).isEqualTo("timeout");
      assertThat(end.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closedPortIsDeferred() throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.close();

    assertThat(deferred(get(server, PATIENCE)).code()).isEqualTo("connect_failed");
  }

  @Test
  void garbageIsDeferred() throws Exception {
    try (ServerSocket server =
        serve(
            socket -> {
              readHead(socket);
              say(socket, "220 mail.example ESMTP\r\n\r\n");
            })) {
      assertThat(deferred(get(server, PATIENCE)).code()).isEqualTo("connection_lost");
    }
  }

  @Test
  void serverWithoutHttp2IsSpokenToAsItCan() throws Exception {
    HeldCertificate certificate = certificate();
    HttpsServer server = secured(certificate);
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    try (OutboundHttp secured =
        new OutboundHttp(
            executor, Executors.defaultThreadFactory(), trust.sslContext(), PATIENCE)) {
      URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
      for (int i = 0; i < 2; i++) {
        assertThat(
                secured
                    .send(OutboundRequest.get(url), PATIENCE)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .body())
            .isEqualTo("HTTP/1.1");
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void serverThatIsNotTrustedIsDeferredAndNoFaultOfTheClient() throws Exception {
    HttpsServer server = secured(certificate());
    try (CapturedLog log = new CapturedLog()) {
      URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");

      CompletableFuture<HttpAnswer> answer =
          http.send(OutboundRequest.get(url), PATIENCE).toCompletableFuture();
      assertThat(deferred(answer).code()).isEqualTo("tls_failed");
      http.close();

      assertThat(log.text()).doesNotContain("RD-4011");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      assertThat(
              http.send(OutboundRequest.get(url), PATIENCE)
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS)
                  .status())
          .isEqualTo(302);
    } finally {
      server.stop(0);
    }
  }

  private CompletableFuture<HttpAnswer> get(ServerSocket server, Duration timeout) {
    URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    return http.send(OutboundRequest.get(url), timeout).toCompletableFuture();
  }

  private static Deferred deferred(CompletableFuture<HttpAnswer> answer) throws Exception {
    return answer
        .<Deferred>handle(
            (value, failure) -> {
              assertThat(failure).isNotNull();
              return LineFailure.deferred(failure);
            })
        .get(10, TimeUnit.SECONDS);
  }

  private static ServerSocket serve(Conversation conversation) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = server.accept()) {
                conversation.with(socket);
              } catch (IOException over) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static String readHead(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the end came before a request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static HeldCertificate certificate() {
    return new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
  }

  /** A server of HTTP/1.1 over TLS, which says the protocol that it was spoken to in. */
  private static HttpsServer secured(HeldCertificate certificate) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext()));
    server.createContext(
        "/",
        exchange -> {
          byte[] said = exchange.getProtocol().getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, said.length);
          exchange.getResponseBody().write(said);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private interface Conversation {
    void with(Socket socket) throws IOException;
  }
}
