package io.ringdown.provider;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.impl.async.H2AsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.reactor.IOReactorConfig;

/**
 * What all HTTP clients here have in common: they do what they are told and nothing else, so no
 * redirects, cookies or repetitions.
 */
final class PlainClient {
  private static final System.Logger LOG = System.getLogger(PlainClient.class.getName());
  private static final String AGENT = "Ringdown";

  private PlainClient() {}

  /**
   * A client with a connection for each request that is under way.
   *
   * @param threads makes its threads: one, and those of the connections
   */
  static HttpAsyncClientBuilder builder(ThreadFactory threads, int threadsOfConnections) {
    return HttpAsyncClients.custom()
        .setIOReactorConfig(reactor(threadsOfConnections))
        .setIoReactorExceptionCallback(PlainClient::tell)
        .setThreadFactory(threads)
        .setUserAgent(AGENT)
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableAutomaticRetries();
  }

  /**
   * A client of HTTP/2 with one connection to each host.
   *
   * @param threads makes its threads: one, and that of the connections
   */
  static H2AsyncClientBuilder http2(ThreadFactory threads) {
    return HttpAsyncClients.customHttp2()
        .setIOReactorConfig(reactor(1))
        .setIoReactorExceptionCallback(PlainClient::tell)
        .setIoSessionDecorator(LateRequests::forget)
        .setThreadFactory(threads)
        .setUserAgent(AGENT)
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableAutomaticRetries();
  }

  /**
   * Ends an exchange, and the connection that is lent to it, when its answer fails, as by a
   * time-out. After a success there is nothing to end, and the connection is of use to others.
   */
  static void endWithFailure(CompletableFuture<?> answer, Future<?> exchange) {
    var unused =
        answer.whenComplete(
            (given, failure) -> {
              if (failure != null) {
                exchange.cancel(true);
              }
            });
  }

  private static IOReactorConfig reactor(int threadsOfConnections) {
    return IOReactorConfig.custom().setIoThreadCount(threadsOfConnections).build();
  }

  /** A connection that breaks, or was never trusted, is told by the requests that it fails. */
  private static void tell(Exception failure) {
    if (failure instanceof IOException) {
      LOG.log(Level.DEBUG, "a connection failed: {0}", failure.getClass().getName());
    } else if (failure instanceof ClosedSelectorException
        || failure instanceof CancelledKeyException) {
      LOG.log(Level.DEBUG, "a client was closed while its thread looked for work");
    } else {
      LOG.log(Level.ERROR, "RD-4011 the connections of a client failed: {0}", failure.getClass());
    }
  }
}
