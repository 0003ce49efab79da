package io.ringdown.provider;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The line to push services: HTTP/2 with connections kept and shared, no redirects, bounded
 * answers, and an end to every wait. Thread-safe; lives as long as the application.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/17/docs/api/java.net.http/module-summary.html">
 *     the java.net.http module</a>
 */
public final class OutboundHttp {
  private static final int MAX_BODY = 64 * 1024;
  private static final String AGENT = "Ringdown";

  private final Supplier<HttpClient> connections;
  private final AtomicReference<HttpClient> client;
  private final Executor executor;

  /**
   * @param executor runs the client's work and everything that follows an answer
   * @param connectTimeout how long a connection may take to be made
   */
  public OutboundHttp(Executor executor, SSLContext tls, Duration connectTimeout) {
    this.executor = executor;
    this.connections =
        () ->
            HttpClient.newBuilder()
                .executor(executor)
                .sslContext(tls)
                .connectTimeout(connectTimeout)
                .followRedirects(Redirect.NEVER)
                .build();
    this.client = new AtomicReference<>(connections.get());
  }

  /** A request to a URL; in plain text it is HTTP/1.1, as upgrading would only confuse servers. */
  public static HttpRequest.Builder request(URI url) {
    boolean encrypted = "https".equalsIgnoreCase(url.getScheme());
    return HttpRequest.newBuilder(url)
        .version(encrypted ? Version.HTTP_2 : Version.HTTP_1_1)
        .header("User-Agent", AGENT);
  }

  /**
   * Sends a request. The stage completes on the executor: with an answer of whatever status, or
   * with a failure that {@link LineFailure} can name.
   *
   * @param timeout for the whole exchange, body included; more than zero
   */
  public CompletionStage<HttpAnswer> send(HttpRequest.Builder request, Duration timeout) {
    HttpClient used = Objects.requireNonNull(client.get());
    CompletableFuture<HttpResponse<byte[]>> exchange =
        used.sendAsync(request.timeout(timeout).build(), BoundedBody.upTo(MAX_BODY));
    return exchange
        .thenApply(
            response -> HttpAnswer.of(response.statusCode(), response.headers(), response.body()))
        // the client's own time-out ends when the head has come; a body may still hang
        .orTimeout(timeout.toMillis() + 1, TimeUnit.MILLISECONDS)
        .whenCompleteAsync(
            (answer, failure) -> {
              exchange.cancel(true);
              if (failure != null && LineFailure.isTimeout(failure)) {
                leave(used);
              }
            },
            executor);
  }

  /**
   * The document at a URL. The stage fails when the answer is not 200, or does not come in time.
   *
   * @param timeout for the whole exchange; more than zero
   */
  public CompletionStage<String> document(URI url, Duration timeout) {
    return send(request(url).header("Accept", "application/json"), timeout)
        .thenApply(
            answer -> {
              if (answer.status() != 200) {
                throw new IllegalArgumentException("the answer was " + answer.status());
              }
              return answer.body();
            });
  }

  /**
   * Begins anew with connections of its own: one that a firewall has silently forgotten would
   * swallow every request for minutes, and the client itself only drops it when the system does.
   */
  private void leave(HttpClient silent) {
    if (client.get() == silent) {
      client.compareAndSet(silent, connections.get());
    }
  }
}
