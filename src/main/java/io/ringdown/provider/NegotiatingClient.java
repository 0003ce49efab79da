package io.ringdown.provider;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * A client that speaks HTTP/2 where the server does, over one connection to each host, and HTTP/1.1
 * elsewhere. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-3.2">RFC 9113, 3.2</a>
 */
final class NegotiatingClient implements AutoCloseable {
  private static final int MAX_BODY = 64 * 1024;
  private static final int MOST_ATTEMPTS = 3;
  private static final String HTTP_2 = "h2";

  private final CloseableHttpAsyncClient http2;
  private final CloseableHttpAsyncClient http1;
  private final Set<String> withoutHttp2 = ConcurrentHashMap.newKeySet();
  private final BooleanSupplier mayLeave;

  /**
   * @param threads makes the threads of the connections
   * @param connectTimeout how long a connection may take to be made
   * @param most the most connections to a host that does not speak HTTP/2
   * @param mayLeave whether requests may leave now; quick, asked for each
   */
  NegotiatingClient(
      ThreadFactory threads,
      SSLContext tls,
      Duration connectTimeout,
      int most,
      BooleanSupplier mayLeave) {
    this.mayLeave = mayLeave;
    var timeout = Timeout.of(connectTimeout);
    var connection = ConnectionConfig.custom().setConnectTimeout(timeout).build();
    var strategy = ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync();
    http2 =
        PlainClient.http2(threads)
            .setTlsStrategy(new OnlyHttp2(strategy))
            .setDefaultConnectionConfig(connection)
            .build();
    http1 =
        PlainClient.builder(threads, 1)
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setTlsStrategy(strategy)
                    .setMaxConnTotal(2 * most)
                    .setMaxConnPerRoute(most)
                    .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout).build())
                    .setDefaultConnectionConfig(connection)
                    .build())
            .build();
  }

  /**
   * Sends a request; what never left, as when the server closed the connection meanwhile, is sent
   * once more, and nothing leaves after the time-out. The answer's body is cut off at 64 KiB.
   *
   * @param timeout for the whole exchange; more than zero
   */
  CompletableFuture<HttpAnswer> send(OutboundRequest request, Duration timeout) {
    var exchange =
        new Exchange(
            request, timeout, LateRequests.lateAt(timeout), new CompletableFuture<HttpAnswer>());
    attempt(exchange, 1);
    return exchange.answer.orTimeout(timeout.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private void attempt(Exchange exchange, int number) {
    if (exchange.answer.isDone()) {
      return;
    }
    if (!mayLeave.getAsBoolean()) {
      exchange.answer.completeExceptionally(new RequestNotExecutedException());
      return;
    }
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    try {
      start(exchange, answer);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    var unused =
        answer.whenComplete(
            (given, failure) -> {
              if (failure == null) {
                exchange.answer.complete(given);
              } else if (failure instanceof NoHttp2Exception) {
                withoutHttp2.add(exchange.request.url().getAuthority());
                attempt(exchange, number);
              } else if (failure instanceof RequestNotExecutedException && number < MOST_ATTEMPTS) {
                attempt(exchange, number + 1);
              } else {
                exchange.answer.completeExceptionally(failure);
              }
            });
  }

  private void start(Exchange exchange, CompletableFuture<HttpAnswer> answer) {
    var request = exchange.request;
    var builder = AsyncRequestBuilder.create(request.method()).setUri(request.url());
    request.headers().forEach(builder::addHeader);
    if (request.body().length > 0) {
      builder.setEntity(request.body(), null);
    }
    var context =
        LateRequests.context(
            () -> LateRequests.isLate(exchange.lateAt) || !mayLeave.getAsBoolean());
    context.setRequestConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(exchange.timeout))
            .setProtocolUpgradeEnabled(false)
            .build());
    var speaksHttp2 =
        "https".equalsIgnoreCase(request.url().getScheme())
            && !withoutHttp2.contains(request.url().getAuthority());
    var collecting = new BoundedAnswer(MAX_BODY, Runnable::run, answer);
    var client = speaksHttp2 ? http2 : http1;
    // only the first time has an effect
    client.start();
    var sending = client.execute(builder.build(), collecting, context, collecting);
    if (!speaksHttp2) {
      // with HTTP/2 that would close the connection that others are on
      PlainClient.endWithFailure(exchange.answer, sending);
    }
  }

  /** Cuts off whatever is under way, and waits for the threads. */
  @Override
  public void close() {
    http2.close(CloseMode.IMMEDIATE);
    http1.close(CloseMode.IMMEDIATE);
  }

  private record Exchange(
      OutboundRequest request,
      Duration timeout,
      long lateAt,
      CompletableFuture<HttpAnswer> answer) {}

  /** The server speaks no HTTP/2. */
  private static final class NoHttp2Exception extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets no connection through on which another protocol was agreed upon. */
  private static final class OnlyHttp2 implements TlsStrategy {
    private final TlsStrategy strategy;

    OnlyHttp2(TlsStrategy strategy) {
      this.strategy = strategy;
    }

    @Override
    @Deprecated
    public boolean upgrade(
        TransportSecurityLayer session,
        HttpHost host,
        SocketAddress local,
        SocketAddress remote,
        Object attachment,
        Timeout handshake) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void upgrade(
        TransportSecurityLayer session,
        NamedEndpoint endpoint,
        Object attachment,
        Timeout handshake,
        FutureCallback<TransportSecurityLayer> callback) {
      strategy.upgrade(
          session,
          endpoint,
          attachment,
          handshake,
          new CallbackContribution<TransportSecurityLayer>(callback) {
            @Override
            public void completed(TransportSecurityLayer secured) {
              var agreed = secured.getTlsDetails();
              if (agreed != null && HTTP_2.equals(agreed.getApplicationProtocol())) {
                callback.completed(secured);
              } else {
                callback.failed(new NoHttp2Exception());
              }
            }
          });
    }
  }
}
