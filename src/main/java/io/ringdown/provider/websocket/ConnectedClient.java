package io.ringdown.provider.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connected client. It exists before its session does, so that a call which comes between the
 * handshake and the opening waits here instead of being lost. Sends one frame after the other; a
 * client that does not read fills a short queue and is given up, even if it reads again: the call
 * that found no room is lost for it, and its binding with it. Thread-safe.
 */
final class ConnectedClient {
  private static final int LONGEST_QUEUE = 64;
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

  private final Connection connection;
  private final Deque<Frame> queue = new ArrayDeque<>();
  private @Nullable Session session;
  private boolean sending;
  private boolean overrun;
  private @Nullable CloseReason closed;
  private final LongSupplier nanoTime;
  private volatile long lastHeard;
  private volatile long lastPing;

  /**
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  ConnectedClient(Connection connection, LongSupplier nanoTime) {
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.lastHeard = nanoTime.getAsLong();
    this.lastPing = lastHeard;
  }

  Connection connection() {
    return connection;
  }

  /** The session is open: what waited is sent. It ends at once if it comes too late. */
  void attach(Session opened) {
    opened.getAsyncRemote().setSendTimeout(SEND_TIMEOUT.toMillis());
    CloseReason given;
    synchronized (this) {
      given = closed;
      session = given == null ? opened : null;
    }
    if (given != null) {
      close(opened, given);
      return;
    }
    heard();
    sendNext();
  }

  synchronized boolean isAttached() {
    return session != null;
  }

  /** Whether a frame found no room any more: then no other does, and the client has to go. */
  synchronized boolean isOverrun() {
    return overrun;
  }

  /** The client said something. */
  void heard() {
    lastHeard = nanoTime.getAsLong();
  }

  /** Whether the client said nothing for longer than that. */
  boolean isSilentFor(Duration time) {
    return nanoTime.getAsLong() - lastHeard > time.toNanos();
  }

  /** What became of a frame. */
  enum Sent {
    /** It went out. */
    OUT,
    /** It was late when its turn came. */
    LATE,
    /** The client is gone, or does not read. */
    GONE
  }

  /**
   * Sends one text frame after those that wait.
   *
   * @param isLate whether it must not go out any more; asked when its turn has come
   */
  CompletionStage<Sent> send(String text, BooleanSupplier isLate) {
    var frame = new Frame(text, isLate, new CompletableFuture<>());
    synchronized (this) {
      overrun |= queue.size() >= LONGEST_QUEUE;
      if (overrun || closed != null) {
        return CompletableFuture.completedFuture(Sent.GONE);
      }
      queue.add(frame);
    }
    sendNext();
    return frame.sent();
  }

  /** Asks the client whether it is still there, unless a frame is on its way to it anyway. */
  void pingIfDue(Duration every) {
    Session open;
    var now = nanoTime.getAsLong();
    synchronized (this) {
      open = session;
      if (open == null || sending || closed != null || now - lastPing < every.toNanos()) {
        return;
      }
      lastPing = now;
    }
    try {
      ContextLoader.during(
          ContextLoader.NOBODY, () -> open.getAsyncRemote().sendPing(ByteBuffer.allocate(0)));
    } catch (IOException | RuntimeException e) {
      // servers throw what they like when the connection is gone
      close(CloseReason.CloseCodes.GOING_AWAY.getCode(), "");
    }
  }

  /**
   * Ends the connection; what waits is not sent. Does nothing the second time.
   *
   * @param code 1000 to 4999, RFC 6455 §7.4
   */
  void close(int code, String reason) {
    var why = new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason);
    Deque<Frame> given;
    Session open;
    synchronized (this) {
      if (closed != null) {
        return;
      }
      closed = why;
      open = session;
      given = new ArrayDeque<>(queue);
      queue.clear();
    }
    given.forEach(frame -> frame.sent().complete(Sent.GONE));
    if (open != null) {
      close(open, why);
    }
  }

  private static void close(Session open, CloseReason why) {
    try {
      open.close(why);
    } catch (IOException | RuntimeException e) {
      // the connection is gone already, which is what was wanted
    }
  }

  private void sendNext() {
    List<Frame> late = new ArrayList<>();
    sendNext(late);
    late.forEach(frame -> frame.sent().complete(Sent.LATE));
  }

  private void sendNext(List<Frame> late) {
    Frame frame;
    Session open;
    synchronized (this) {
      open = session;
      if (open == null || sending || closed != null) {
        return;
      }
      late.addAll(takeLate());
      frame = queue.poll();
      if (frame == null) {
        return;
      }
      sending = true;
    }
    try {
      var ours = ContextLoader.current();
      ContextLoader.during(
          ContextLoader.NOBODY,
          () ->
              open.getAsyncRemote()
                  .sendText(
                      frame.text(),
                      result -> ContextLoader.during(ours, () -> sent(frame, result))));
    } catch (RuntimeException e) {
      sent(frame, new SendResult(e));
    }
  }

  /** Those at the head of the queue that must not go out any more. */
  private List<Frame> takeLate() {
    List<Frame> late = new ArrayList<>();
    var next = queue.peek();
    while (next != null && next.isLate().getAsBoolean()) {
      late.add(queue.remove());
      next = queue.peek();
    }
    return late;
  }

  private void sent(Frame frame, SendResult result) {
    synchronized (this) {
      sending = false;
    }
    frame.sent().complete(result.isOK() ? Sent.OUT : Sent.GONE);
    if (result.isOK()) {
      sendNext();
    } else {
      close(CloseReason.CloseCodes.GOING_AWAY.getCode(), "");
    }
  }

  private record Frame(String text, BooleanSupplier isLate, CompletableFuture<Sent> sent) {}
}
