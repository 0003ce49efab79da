package io.ringdown.registration.event;

import io.ringdown.call.AccountSid;
import io.ringdown.delivery.event.EventFeed;
import io.ringdown.delivery.event.KeptEvent;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One answer that goes on: events are queued and written when the line takes them, so that a slow
 * reader holds up nobody. One that lets too much wait is cut off, and may come back with the id of
 * the last event it saw. Thread-safe.
 */
final class EventStream implements EventFeed.Listener, WriteListener, AsyncListener {
  private static final int MOST_WAITING = 1_000;
  private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] GREETING = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  private final AccountSid account;
  private final AsyncContext context;
  private final Consumer<EventStream> gone;
  private final Runnable asking;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final ServletOutputStream out;
  private volatile long position;
  private boolean flushed = true;
  private boolean ending;
  private boolean ended;

  /**
   * @param position the id of the last event that the reader knows
   * @param gone is told when the reader has left
   * @param asking is run now and then, without waiting, to see whether the reader is still welcome
   */
  EventStream(
      AccountSid account,
      long position,
      AsyncContext context,
      Consumer<EventStream> gone,
      Consumer<EventStream> asking)
      throws IOException {
    this.account = account;
    this.position = position;
    this.context = context;
    this.gone = gone;
    this.asking = () -> asking.accept(this);
    this.out = context.getResponse().getOutputStream();
  }

  /** Sends the head of the answer and a first line. */
  void begin() {
    synchronized (this) {
      waiting.add(GREETING);
    }
    context.addListener(this);
    out.setWriteListener(this);
  }

  @Override
  public AccountSid account() {
    return account;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void passed(long id) {
    position = id;
  }

  @Override
  public boolean send(KeptEvent kept, String data) {
    var text = "id: " + kept.id() + "\nevent: " + kept.event().kind() + "\ndata: " + data + "\n\n";
    return offer(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean ping() {
    asking.run();
    return offer(PING);
  }

  @Override
  public synchronized void end() {
    ending = true;
    write();
  }

  private synchronized boolean offer(byte[] bytes) {
    if (ended || ending) {
      return false;
    }
    if (waiting.size() >= MOST_WAITING) {
      complete();
      return false;
    }
    waiting.add(bytes);
    write();
    return !ended;
  }

  @Override
  public synchronized void onWritePossible() {
    write();
  }

  private synchronized void write() {
    try {
      while (!ended && out.isReady()) {
        var next = waiting.poll();
        if (next != null) {
          flushed = false;
          out.write(next);
        } else if (!flushed) {
          flushed = true;
          out.flush();
        } else {
          if (ending) {
            complete();
          }
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      complete();
    }
  }

  private void complete() {
    if (!ended) {
      ended = true;
      waiting.clear();
      gone.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException e) {
        // the server has ended it already
      }
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    complete();
  }

  @Override
  public synchronized void onError(AsyncEvent event) {
    complete();
  }

  @Override
  public synchronized void onComplete(AsyncEvent event) {
    complete();
  }

  @Override
  public synchronized void onTimeout(AsyncEvent event) {
    complete();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // it is not started again
  }
}
