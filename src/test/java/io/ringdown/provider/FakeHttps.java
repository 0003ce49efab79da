package io.ringdown.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.provider.fcm.FakeAnswer;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.xnio.IoUtils;

/**
 * A server of HTTP/2 over TLS on loopback, whose certificate it signs itself. What it says is said
 * by a judge, on a thread that may wait. Thread-safe.
 */
public final class FakeHttps implements AutoCloseable {
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Ringdown tests").build();
  private final Undertow server;

  /**
   * @param ports where it listens; 0 for any free one
   */
  public FakeHttps(Judge judge, int... ports) {
    this(ports, (exchange, body) -> judge.answer(exchange, new String(body, UTF_8)));
  }

  private FakeHttps(int[] ports, BinaryJudge judge) {
    var builder =
        Undertow.builder()
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setIoThreads(2)
            .setWorkerThreads(32)
            .setHandler(new BlockingHandler(exchange -> handle(exchange, judge)));
    for (var port : ports) {
      builder.addHttpsListener(port, "127.0.0.1", tls());
    }
    server = builder.build();
    server.start();
  }

  /** One whose requests are no text. */
  public static FakeHttps ofBytes(BinaryJudge judge, int... ports) {
    return new FakeHttps(ports, judge);
  }

  /** What answers a request. */
  @FunctionalInterface
  public interface Judge {
    FakeAnswer answer(HttpServerExchange exchange, String body) throws Exception;
  }

  /** What answers a request that is no text. */
  @FunctionalInterface
  public interface BinaryJudge {
    FakeAnswer answer(HttpServerExchange exchange, byte[] body) throws Exception;
  }

  /** Where one of its listeners is. */
  public URI url(int listener) {
    var address = (InetSocketAddress) server.getListenerInfo().get(listener).getAddress();
    return URI.create("https://127.0.0.1:" + address.getPort());
  }

  /** The certificate to be trusted, PEM. */
  public String caPem() {
    return authority.certificatePem();
  }

  /** A request's header; empty when it has none. */
  public static String header(HttpServerExchange exchange, String name) {
    var value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void handle(HttpServerExchange exchange, BinaryJudge judge) throws Exception {
    var answer = judge.answer(exchange, exchange.getInputStream().readAllBytes());
    if (answer.status() == 0) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
    exchange.setStatusCode(answer.status());
    answer
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(answer.body());
  }

  private SSLContext tls() {
    var certificate =
        new HeldCertificate.Builder()
            .signedBy(authority)
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("localhost")
            .build();
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
  }

  @Override
  public void close() {
    server.stop();
  }
}
