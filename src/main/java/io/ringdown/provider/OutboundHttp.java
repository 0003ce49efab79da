package io.ringdown.provider;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The line to push services: HTTP/2 with connections kept and shared where the server speaks it, no
 * redirects, bounded answers, and an end to every wait. Holds no thread for a request. Thread-safe;
 * lives as long as the application.
 */
public final class OutboundHttp implements AutoCloseable {
  /** The most requests to one host that may ever be out at a time. */
  public static final int WIDEST = ClientPool.MOST_CLIENTS * ClientPool.STREAMS;

  private final ClientPool<NegotiatingClient> clients;
  private final Executor executor;

  /**
   * @param executor runs everything that follows an answer
   * @param threads makes the threads of the connections, two for each client and protocol
   * @param connectTimeout how long a connection may take to be made
   */
  public OutboundHttp(
      Executor executor, ThreadFactory threads, SSLContext tls, Duration connectTimeout) {
    this(executor, threads, tls, connectTimeout, () -> true);
  }

  /**
   * As the other, for requests that may only leave at times.
   *
   * @param mayLeave whether they may now, whatever they waited for here; quick, asked for each
   */
  public OutboundHttp(
      Executor executor,
      ThreadFactory threads,
      SSLContext tls,
      Duration connectTimeout,
      BooleanSupplier mayLeave) {
    this.executor = executor;
    this.clients =
        new ClientPool<>(
            () -> new NegotiatingClient(threads, tls, connectTimeout, ClientPool.STREAMS, mayLeave),
            this::close,
            System::nanoTime);
  }

  /**
   * How many requests to one host may be out now; more while those before them are answered, up to
   * {@link #WIDEST}.
   */
  public int width() {
    return clients.width();
  }

  /**
   * Sends a request. The stage completes on the executor: with an answer of whatever status, or
   * with a failure that {@link LineFailure} can name.
   *
   * @param timeout for the whole exchange, body included; more than zero
   */
  public CompletionStage<HttpAnswer> send(OutboundRequest request, Duration timeout) {
    var used = clients.take();
    return used.client()
        .send(request, timeout)
        .whenCompleteAsync((given, failure) -> giveBack(used, failure), executor);
  }

  private void giveBack(ClientPool.Member<NegotiatingClient> used, @Nullable Throwable failure) {
    if (failure == null) {
      clients.answered(used);
    } else if (LineFailure.isTimeout(failure)) {
      // a connection that a firewall has silently forgotten would swallow every request for minutes
      clients.silent(used);
    } else {
      clients.failed(used);
    }
  }

  /**
   * The document at a URL. The stage fails when the answer is not 200, or does not come in time.
   *
   * @param timeout for the whole exchange; more than zero
   */
  public CompletionStage<String> document(URI url, Duration timeout) {
    return send(OutboundRequest.get(url).with("Accept", "application/json"), timeout)
        .thenApply(
            answer -> {
              if (answer.status() != 200) {
                throw new IllegalArgumentException("the answer was " + answer.status());
              }
              return answer.body();
            });
  }

  private void close(NegotiatingClient client) {
    try {
      // closing waits for the threads of the connections, and this may be one of them
      executor.execute(client::close);
    } catch (RejectedExecutionException e) {
      client.close();
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
