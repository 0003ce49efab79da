package io.ringdown.provider.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The container's end of a connection, to a client that reads when the test says so. */
final class FakeSession {
  final List<String> sent = new ArrayList<>();
  int pings;
  @Nullable Integer closeCode;
  private final Deque<SendHandler> unread = new ArrayDeque<>();
  private boolean reads = true;
  private boolean broken;

  /** From now on the server throws what Tyrus does when the line is gone. */
  void breakDown() {
    broken = true;
  }

  /** From now on what is sent stays in the line. */
  void stopReading() {
    reads = false;
  }

  /** The oldest frame in the line ends so. */
  void endOldest(boolean well) {
    Objects.requireNonNull(unread.poll())
        .onResult(well ? new SendResult() : new SendResult(new IllegalStateException("broken")));
  }

  Session session() {
    return session(null);
  }

  /** The same, opened by a handshake that let this connection in. */
  Session session(@Nullable Connection connection) {
    return proxy(
        Session.class,
        (method, args) ->
            switch (method) {
              case "getUserPrincipal" -> connection;
              case "setMaxTextMessageBufferSize",
                  "setMaxBinaryMessageBufferSize",
                  "setMaxIdleTimeout" ->
                  null;
              case "getAsyncRemote" -> remote();
              case "close" -> {
                if (broken) {
                  throw new RuntimeException("Socket is not connected.");
                }
                closeCode = ((CloseReason) args[0]).getCloseCode().getCode();
                yield null;
              }
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private RemoteEndpoint.Async remote() {
    return proxy(
        RemoteEndpoint.Async.class,
        (method, args) ->
            switch (method) {
              case "setSendTimeout" -> null;
              case "sendPing" -> {
                if (broken) {
                  throw new RuntimeException("Socket is not connected.");
                }
                pings++;
                yield null;
              }
              case "sendText" -> {
                sent.add((String) args[0]);
                unread.add((SendHandler) args[1]);
                if (reads) {
                  endOldest(true);
                }
                yield null;
              }
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, args) ->
                behaviour.call(method.getName(), args == null ? new Object[0] : args)));
  }

  private interface Behaviour {
    @Nullable Object call(String method, Object[] args);
  }
}
