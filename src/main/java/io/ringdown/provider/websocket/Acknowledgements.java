package io.ringdown.provider.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallRecords;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes from connected clients that they have shown a call: <code>{"ack":"WB…"}</code>. What is
 * anything else is ignored. What one client tells is kept one after the other, each as a task of
 * its own, so that a burst holds no thread; a client that tells more than can wait is not listened
 * to. Thread-safe.
 */
public final class Acknowledgements {
  private static final System.Logger LOG = System.getLogger(Acknowledgements.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than the calls that anybody can have on the screen at once. */
  private static final int LONGEST_LINE = 128;

  /** What is not kept yet; the first of each line is under way, and no line is empty. */
  private final Map<Connection, Deque<Shown>> lines = new HashMap<>();

  private final ConnectedClients clients;
  private final CallRecords calls;
  private final Executor executor;
  private final InstantSource clock;

  /**
   * @param executor may block in the store
   */
  public Acknowledgements(
      ConnectedClients clients, CallRecords calls, Executor executor, InstantSource clock) {
    this.clients = clients;
    this.calls = calls;
    this.executor = executor;
    this.clock = clock;
  }

  /** Takes a client's message; never blocks on the store, never throws. */
  void take(Connection connection, String message) {
    read(message)
        .flatMap(call -> shown(connection, call))
        .filter(shown -> isNext(connection, shown))
        .ifPresent(shown -> keepSoon(connection, shown));
  }

  private Optional<Shown> shown(Connection connection, MessageId call) {
    return clients
        .binding(connection)
        .map(binding -> new Shown(connection.account(), call, binding, clock.instant()));
  }

  /** Lets it into the line, and tells whether its turn has come. */
  private synchronized boolean isNext(Connection connection, Shown shown) {
    var line = lines.computeIfAbsent(connection, key -> new ArrayDeque<>());
    if (line.size() >= LONGEST_LINE) {
      LOG.log(Level.DEBUG, "a client tells more than can be kept");
      return false;
    }
    line.add(shown);
    return line.size() == 1;
  }

  /** The first of the line is done; gives the next. */
  private synchronized Optional<Shown> next(Connection connection) {
    var line = lines.getOrDefault(connection, new ArrayDeque<>());
    line.poll();
    if (line.isEmpty()) {
      lines.remove(connection);
    }
    return Optional.ofNullable(line.peek());
  }

  private void keepSoon(Connection connection, Shown shown) {
    try {
      executor.execute(() -> keep(connection, shown));
    } catch (RejectedExecutionException e) {
      forget(connection);
    }
  }

  private void keep(Connection connection, Shown shown) {
    try {
      calls.acknowledge(shown.account(), shown.call(), shown.binding(), shown.at());
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-8001 that a client has shown a call could not be kept: {0}",
          e.getClass().getName());
    } finally {
      next(connection).ifPresent(next -> keepSoon(connection, next));
    }
  }

  private synchronized void forget(Connection connection) {
    lines.remove(connection);
  }

  private static Optional<MessageId> read(String message) {
    try {
      var ack = JSON.readTree(message).path("ack");
      return ack.isTextual() ? MessageId.parse(ack.textValue()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** That a call is shown where this binding leads, and since when. */
  private record Shown(AccountSid account, MessageId call, BindingSid binding, Instant at) {}
}
