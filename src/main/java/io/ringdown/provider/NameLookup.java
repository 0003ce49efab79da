package io.ringdown.provider;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for the addresses of names, on a few threads of its own, as a name server may hold up
 * whoever asks it. A name is asked for once at a time, for all who want it, so one that hangs takes
 * one thread. Thread-safe.
 */
final class NameLookup implements AutoCloseable {
  static final int THREADS = 8;
  static final int MOST_WAITING = 200;
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final NameServer server;
  private final ThreadPoolExecutor executor;
  private final Map<String, Question> questions = new ConcurrentHashMap<>();

  /**
   * @param threads makes its threads, which end when they are idle
   */
  NameLookup(NameServer server, ThreadFactory threads) {
    this.server = server;
    this.executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            threads);
    executor.allowCoreThreadTimeOut(true);
  }

  /** Gives the addresses of a name, and may wait for them. */
  @FunctionalInterface
  interface NameServer {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * The addresses of a name. The stage fails as the name server does; with an {@link
   * UnknownHostException} when it does not answer in time; and with a {@link LineBusyException}
   * when it could not even be asked by then, for other names.
   */
  CompletionStage<InetAddress[]> addresses(String host, Duration timeout) {
    var question = new Question(host);
    var asked = questions.putIfAbsent(host, question);
    if (asked == null) {
      asked = question;
      try {
        executor.execute(question);
      } catch (RejectedExecutionException e) {
        question.end(() -> question.answer.completeExceptionally(new LineBusyException()));
      }
    }
    return asked.within(timeout);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private final class Question implements Runnable {
    private final String host;
    private final CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    private volatile boolean isAsked;

    Question(String host) {
      this.host = host;
    }

    @Override
    public void run() {
      isAsked = true;
      try {
        var addresses = server.addresses(host);
        end(() -> answer.complete(addresses));
      } catch (UnknownHostException | RuntimeException | Error e) {
        end(() -> answer.completeExceptionally(e));
      }
    }

    /** First out of the way: who comes from now on asks anew. */
    private void end(Runnable completion) {
      questions.remove(host, this);
      completion.run();
    }

    private CompletionStage<InetAddress[]> within(Duration timeout) {
      return answer
          .copy()
          .orTimeout(timeout.toMillis() + 1, TimeUnit.MILLISECONDS)
          .exceptionallyCompose(
              failure ->
                  CompletableFuture.failedStage(
                      failure instanceof TimeoutException ? late() : failure));
    }

    private Exception late() {
      return isAsked ? new UnknownHostException("no answer in time") : new LineBusyException();
    }
  }
}
