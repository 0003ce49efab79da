package io.ringdown.provider.fcm;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a fake server is told to answer. Thread-safe. */
public final class FakeScript {
  private final Queue<FakeAnswer> next = new ArrayDeque<>();
  private @Nullable FakeAnswer always;
  private boolean silent;
  private int waiting;
  private long arrived;
  private long released;

  /** The next requests are answered so, one each; then it goes on as before. */
  public synchronized void answerNext(FakeAnswer... answers) {
    next.addAll(List.of(answers));
  }

  /** All requests are answered so from now on. */
  public synchronized void answerAlways(FakeAnswer answer) {
    always = answer;
  }

  /** No request is answered from now on. */
  public synchronized void fallSilent() {
    silent = true;
    released = arrived;
  }

  /** The first so many of those that wait in silence are judged; the others wait on. */
  public synchronized void release(int count) {
    released += count;
    notifyAll();
  }

  /** All requests are judged again, also those that have waited in silence. */
  public synchronized void judge() {
    silent = false;
    always = null;
    next.clear();
    notifyAll();
  }

  /** How many requests wait in silence. */
  public synchronized int waiting() {
    return waiting;
  }

  /** What the next request is answered, when it is not to be judged; waits out a silence. */
  public synchronized Optional<FakeAnswer> next() {
    long number = arrived++;
    waiting++;
    try {
      while (silent && number >= released) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting--;
    }
    FakeAnswer answer = next.poll();
    return Optional.ofNullable(answer == null ? always : answer);
  }
}
