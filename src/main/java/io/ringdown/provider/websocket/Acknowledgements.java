package io.ringdown.provider.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallRecords;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes from connected clients that they have shown a call: <code>{"ack":"WB…"}</code>. What is
 * anything else is ignored, and so is a client that tells more than can be kept. Thread-safe.
 */
public final class Acknowledgements {
  private static final System.Logger LOG = System.getLogger(Acknowledgements.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_AT_ONCE = 8;

  private final Map<Connection, Integer> underWay = new ConcurrentHashMap<>();
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

  /** Takes a client's message; never blocks, never throws. */
  void take(Connection connection, String message) {
    var messageId = read(message);
    if (messageId.isEmpty() || !enter(connection)) {
      return;
    }
    try {
      executor.execute(() -> keep(connection, messageId.get()));
    } catch (RejectedExecutionException e) {
      leave(connection);
    }
  }

  private void keep(Connection connection, MessageId messageId) {
    try {
      clients
          .binding(connection)
          .ifPresent(
              binding ->
                  calls.acknowledge(connection.account(), messageId, binding, clock.instant()));
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-8001 that a client has shown a call could not be kept: {0}",
          e.getClass().getName());
    } finally {
      leave(connection);
    }
  }

  private boolean enter(Connection connection) {
    if (underWay.merge(connection, 1, Integer::sum) <= MOST_AT_ONCE) {
      return true;
    }
    leave(connection);
    return false;
  }

  private void leave(Connection connection) {
    underWay.computeIfPresent(connection, (key, count) -> count == 1 ? null : count - 1);
  }

  private static Optional<MessageId> read(String message) {
    try {
      var ack = JSON.readTree(message).path("ack");
      return ack.isTextual() ? MessageId.parse(ack.textValue()) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
