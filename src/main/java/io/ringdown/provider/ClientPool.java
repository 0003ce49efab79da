package io.ringdown.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The clients of a line. A client has one HTTP/2 connection to a host, and a server allows so many
 * streams on it, so another client joins when those that are here are full; it gets one request
 * only until that is answered, as it would make a connection for each. One that was idle for long
 * is not used again: firewalls and load balancers forget a silent connection within four to six
 * minutes, and tell nobody. Thread-safe; holds its lock for no wait.
 */
final class ClientPool<C> {
  /** Below the hundred streams that servers allow. */
  static final int STREAMS = 80;

  static final int MOST_CLIENTS = 8;
  static final Duration IDLE = Duration.ofMinutes(3);

  private final Supplier<C> makes;
  private final Consumer<C> closes;
  private final LongSupplier nanoTime;
  private final List<Member<C>> members = new ArrayList<>();
  private boolean closed;

  /**
   * @param closes ends a client that is not used any more; must not block
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  ClientPool(Supplier<C> makes, Consumer<C> closes, LongSupplier nanoTime) {
    this.makes = makes;
    this.closes = closes;
    this.nanoTime = nanoTime;
  }

  /** One client, and what is known of it. */
  static final class Member<C> {
    private final C client;
    private int out;
    private boolean answered;
    private long usedAt;

    private Member(C client) {
      this.client = client;
    }

    C client() {
      return client;
    }
  }

  /** The client for the next request, never none; to be given back. */
  synchronized Member<C> take() {
    dropIdle();
    var taken =
        members.stream()
            .filter(member -> member.out < streams(member))
            .findFirst()
            .orElseGet(this::another);
    taken.out++;
    taken.usedAt = nanoTime.getAsLong();
    return taken;
  }

  /** Takes a client back whose request was answered. */
  synchronized void answered(Member<C> member) {
    member.answered = true;
    leave(member);
  }

  /** Takes a client back whose request failed. */
  synchronized void failed(Member<C> member) {
    leave(member);
  }

  /**
   * Takes a client back whose request nobody answered in time: it is not used again, and closed
   * when all others are back.
   */
  synchronized void silent(Member<C> member) {
    members.remove(member);
    leave(member);
  }

  /** How many requests may be out now, at least {@link #STREAMS}. */
  synchronized int width() {
    dropIdle();
    var width = members.stream().mapToInt(this::streams).sum();
    if (members.isEmpty()) {
      width = STREAMS;
    }
    return mayGrow() ? width + 1 : width;
  }

  /** Closes the clients as they come back. For the end of the process. */
  synchronized void close() {
    closed = true;
    List.copyOf(members).forEach(this::drop);
  }

  private void leave(Member<C> member) {
    member.out--;
    member.usedAt = nanoTime.getAsLong();
    if (closed) {
      members.remove(member);
    }
    closeIfDone(member);
  }

  private void drop(Member<C> member) {
    members.remove(member);
    closeIfDone(member);
  }

  private void closeIfDone(Member<C> member) {
    if (member.out == 0 && !members.contains(member)) {
      closes.accept(member.client);
    }
  }

  private void dropIdle() {
    var now = nanoTime.getAsLong();
    members.stream()
        .filter(member -> member.out == 0 && now - member.usedAt > IDLE.toNanos())
        .toList()
        .forEach(this::drop);
  }

  private Member<C> another() {
    if (mayGrow()) {
      var made = new Member<>(makes.get());
      members.add(made);
      return made;
    }
    return members.stream()
        .min(Comparator.comparingInt(member -> member.out))
        .orElseThrow(IllegalStateException::new);
  }

  private boolean mayGrow() {
    return members.size() < MOST_CLIENTS
        && members.stream().skip(1).allMatch(member -> member.answered);
  }

  /** The first is let fill at once: whoever lines up at a {@link Turnstile} comes one by one. */
  private int streams(Member<C> member) {
    return member.answered || member == members.get(0) ? STREAMS : 1;
  }
}
