package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * The line to addresses that registrations name. A name is resolved here, and the very addresses
 * that are connected to are judged: so a name that changes its mind between check and connection
 * leads nowhere either. No redirects, no cookies, bounded answers. Thread-safe; lives as long as
 * the application.
 */
public final class EndpointLine implements AutoCloseable {
  /** The longest URL that is taken, in characters. */
  public static final int LONGEST_URL = 2048;

  private static final Logger LOG = System.getLogger(EndpointLine.class.getName());
  private static final int MOST_CONNECTIONS = 200;
  private static final int MOST_TO_ONE = 20;
  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final int THREADS = 2;

  private final CloseableHttpAsyncClient client;
  private final Executor executor;
  private final boolean allowPrivate;

  /**
   * @param executor may wait for name servers
   * @param threads makes the threads of the connections
   * @param allowPrivate whether private and loopback addresses may be called
   */
  public EndpointLine(
      Executor executor,
      ThreadFactory threads,
      SSLContext tls,
      Duration connectTimeout,
      boolean allowPrivate) {
    this(executor, threads, tls, connectTimeout, allowPrivate, InetAddress::getAllByName);
  }

  /** As the other, with a name server of the caller's. */
  EndpointLine(
      Executor executor,
      ThreadFactory threads,
      SSLContext tls,
      Duration connectTimeout,
      boolean allowPrivate,
      NameServer names) {
    this.executor = executor;
    this.allowPrivate = allowPrivate;
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDnsResolver(new Guard(names))
            .setTlsStrategy(ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync())
            .setMaxConnTotal(MOST_CONNECTIONS)
            .setMaxConnPerRoute(MOST_TO_ONE)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(Timeout.of(connectTimeout)).build())
            .build();
    client = PlainClient.builder(threads, THREADS).setConnectionManager(connections).build();
    client.start();
  }

  /** Resolves a name, and may wait for it. */
  @FunctionalInterface
  interface NameServer {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Where a URL leads must not be called. */
  public static final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;
  }

  /** What is wrong with a URL that somebody wants to register; nothing when it may be called. */
  public Optional<String> objection(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("must be a URL");
    }
    var host = uri.getHost();
    if (!"https".equalsIgnoreCase(uri.getScheme()) || host == null || url.length() > LONGEST_URL) {
      return Optional.of("must be a URL of https, of at most " + LONGEST_URL + " characters");
    }
    if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return Optional.of("must have neither a user nor a fragment");
    }
    return allowPrivate || !isPrivateLiteral(host)
        ? Optional.empty()
        : Optional.of("must not be a private or loopback address");
  }

  private static boolean isPrivateLiteral(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    if (!name.startsWith("[") && !name.matches("[0-9.]+|0x.*")) {
      return false;
    }
    try {
      // A literal asks no name server.
      return !PublicAddresses.include(InetAddress.getByName(name));
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /**
   * Posts a body. The stage completes with an answer of whatever status, or fails: with {@link
   * ForbiddenAddressException} when nobody may be called there.
   *
   * @param timeout for the whole exchange; more than zero
   */
  public CompletionStage<HttpAnswer> post(
      URI url, Map<String, String> headers, byte[] body, Duration timeout) {
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
    try {
      executor.execute(() -> start(url, headers, body, timeout, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer.orTimeout(timeout.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  /**
   * What a failed exchange means: refused when nobody may be called there, and temporary else, as
   * no answer says anything else.
   */
  public static DeliveryOutcome failed(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ForbiddenAddressException
        ? new Refused("address_forbidden", "the URL leads to a private address")
        : LineFailure.deferred(failure);
  }

  private void start(
      URI url,
      Map<String, String> headers,
      byte[] body,
      Duration timeout,
      CompletableFuture<HttpAnswer> answer) {
    if (answer.isDone()) {
      return;
    }
    try {
      var request = AsyncRequestBuilder.post(url).setEntity(body, null);
      headers.forEach(request::addHeader);
      var context = HttpClientContext.create();
      context.setRequestConfig(
          RequestConfig.custom()
              .setResponseTimeout(Timeout.of(timeout))
              .setConnectionRequestTimeout(Timeout.of(timeout))
              .build());
      var collecting = new BoundedAnswer(LARGEST_ANSWER, this::executeOrRun, answer);
      var exchange = client.execute(request.build(), collecting, context, collecting);
      PlainClient.endWithFailure(answer, exchange);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private void executeOrRun(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  /** The name server that gives only addresses which may be called. */
  private final class Guard implements DnsResolver {
    private final NameServer names;

    Guard(NameServer names) {
      this.names = names;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      var all = names.addresses(host);
      if (allowPrivate) {
        return all;
      }
      var allowed = Arrays.stream(all).filter(PublicAddresses::include).toArray(InetAddress[]::new);
      if (allowed.length == 0) {
        LOG.log(Level.WARNING, "RD-4010 a binding's URL leads to a private address: not called");
        throw new ForbiddenAddressException();
      }
      return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
