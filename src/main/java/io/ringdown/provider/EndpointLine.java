package io.ringdown.provider;

import io.ringdown.binding.Address;
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
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The line to addresses that registrations name. A name is resolved here, and the very addresses
 * that are connected to are judged: so a name that changes its mind between check and connection
 * leads nowhere either. No redirects, no cookies, bounded answers; and bounds on what one server
 * may hold of the line, so that those that hang leave room to others. Holds no thread of others for
 * a request. Thread-safe; lives as long as the application.
 */
public final class EndpointLine implements AutoCloseable {
  /** The longest URL that is taken, in characters. */
  public static final int LONGEST_URL = 2048;

  /** The most connections to one server. */
  public static final int MOST_TO_ONE = 20;

  private static final Logger LOG = System.getLogger(EndpointLine.class.getName());
  private static final int HTTPS = 443;
  private static final int LARGEST_ANSWER = 64 * 1024;
  private static final int THREADS = 2;

  private final CloseableHttpAsyncClient client;
  private final Executor executor;
  private final boolean allowPrivate;
  private final NameLookup names;
  private final CalledServers servers = new CalledServers();

  /**
   * @param executor runs everything that follows an answer
   * @param threads makes the threads of the connections, and those that wait for name servers
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
      NameLookup.NameServer names) {
    this.executor = executor;
    this.allowPrivate = allowPrivate;
    this.names = new NameLookup(host -> allowed(names.addresses(host)), threads);
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setDnsResolver(servers)
            .setTlsStrategy(ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync())
            .setMaxConnTotal(CalledServers.MOST)
            .setMaxConnPerRoute(MOST_TO_ONE)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(Timeout.of(connectTimeout)).build())
            .build();
    client = PlainClient.builder(threads, THREADS).setConnectionManager(connections).build();
    client.start();
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

  /** Host and port to which a URL leads; nothing when it is none. */
  public static Optional<String> destination(@Nullable Address address) {
    if (address == null) {
      return Optional.empty();
    }
    try {
      var url = new URI(address.value());
      var port = url.getPort() < 0 ? HTTPS : url.getPort();
      return Optional.ofNullable(url.getHost())
          .map(host -> host.toLowerCase(Locale.ROOT) + ":" + port);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Posts a body. The stage completes with an answer of whatever status, or fails, with what {@link
   * #failed} understands.
   *
   * @param timeout for the whole exchange; more than zero
   */
  public CompletionStage<HttpAnswer> post(
      URI url, Map<String, String> headers, byte[] body, Duration timeout) {
    var began = System.nanoTime();
    var server = server(url);
    var request = AsyncRequestBuilder.post(url).setEntity(body, null);
    headers.forEach(request::addHeader);
    return names
        .addresses(CalledServers.name(server.getHostName()), timeout)
        .thenCompose(
            addresses ->
                exchange(
                    server,
                    addresses,
                    request.build(),
                    timeout.minusNanos(System.nanoTime() - began)));
  }

  /**
   * What a failed exchange means: refused when nobody may be called there, and temporary else, as
   * no answer says anything else; with a code of its own when only our line was busy.
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

  private CompletionStage<HttpAnswer> exchange(
      HttpHost server, InetAddress[] addresses, AsyncRequestProducer request, Duration timeLeft) {
    if (timeLeft.isNegative() || timeLeft.isZero()) {
      return CompletableFuture.failedStage(new TimeoutException());
    }
    var name = server.getHostName();
    if (!servers.enter(name, addresses)) {
      return CompletableFuture.failedStage(new LineBusyException());
    }
    var answer =
        new CompletableFuture<HttpAnswer>()
            .orTimeout(timeLeft.toMillis() + 1, TimeUnit.MILLISECONDS);
    var result = answer.whenComplete((given, failure) -> servers.leave(name));
    try {
      var context = HttpClientContext.create();
      context.setRequestConfig(
          RequestConfig.custom()
              .setResponseTimeout(Timeout.of(timeLeft))
              .setConnectionRequestTimeout(Timeout.of(timeLeft))
              .build());
      var collecting = new BoundedAnswer(LARGEST_ANSWER, this::executeOrRun, answer);
      var exchange = client.execute(server, request, collecting, null, context, collecting);
      PlainClient.endWithFailure(answer, exchange);
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
    return result;
  }

  private static HttpHost server(URI url) {
    try {
      return new HttpHost(url.getScheme(), URIAuthority.create(url.getRawAuthority()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no server to call", e);
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
    names.close();
    client.close(CloseMode.IMMEDIATE);
  }

  private InetAddress[] allowed(InetAddress[] all) throws ForbiddenAddressException {
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
}
