package io.ringdown.delivery.event;

import io.ringdown.call.AccountSid;
import io.ringdown.delivery.node.Rounds;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Tells events on, in their order, to those who listen at this node; each goes on from its own
 * place. Reads the store when told that there is something, and each second in case that word was
 * lost; with no listener it reads nothing. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {
  /** The most listeners of one node. */
  public static final int MOST_LISTENERS = 200;

  private static final System.Logger LOG = System.getLogger(EventFeed.class.getName());
  private static final int PAGE = 500;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_BETWEEN_PINGS = 15;

  private final EventStore store;
  private final Rounds rounds;
  private final Function<Event, Optional<String>> renderer;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asked = new AtomicBoolean();
  private int ticks;

  /**
   * @param rounds are made on one thread, for this feed alone, which ends them
   * @param renderer what an event is told as; nothing when there is nothing left to tell
   */
  public EventFeed(EventStore store, Rounds rounds, Function<Event, Optional<String>> renderer) {
    this.store = store;
    this.rounds = rounds;
    this.renderer = renderer;
  }

  /** Begins to look each second. */
  public void start() {
    rounds.every(TICK, this::tick);
  }

  /** Lets somebody listen; to be asked before is {@link #hasRoom}. */
  public void join(Listener listener) {
    listeners.add(listener);
    look();
  }

  /** Whether one more may listen. */
  public boolean hasRoom() {
    return listeners.size() < MOST_LISTENERS;
  }

  /** Forgets a listener; does nothing for one that is forgotten already. */
  public void leave(Listener listener) {
    listeners.remove(listener);
  }

  /** There is something new; never blocks. */
  public void look() {
    if (!listeners.isEmpty() && asked.compareAndSet(false, true)) {
      rounds.soon(this::readAll);
    }
  }

  /** Ends all streams; their clients may go on at another node. */
  @Override
  public void close() {
    rounds.end();
    listeners.forEach(Listener::end);
    listeners.clear();
  }

  private void tick() {
    if (++ticks % TICKS_BETWEEN_PINGS == 0) {
      listeners.removeIf(listener -> !listener.ping());
    }
    if (!listeners.isEmpty()) {
      readAll();
    }
  }

  private void readAll() {
    asked.set(false);
    try {
      while (readPage() == PAGE) {
        // there may be more
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "events are read again in a second: {0}", e.getClass().getName());
    }
  }

  private int readPage() {
    var from = listeners.stream().mapToLong(Listener::position).min();
    if (from.isEmpty()) {
      return 0;
    }
    var page = store.after(from.getAsLong(), PAGE);
    for (var kept : page) {
      tell(kept);
    }
    return page.size();
  }

  private void tell(KeptEvent kept) {
    Optional<String> text = Optional.empty();
    var rendered = false;
    for (var listener : listeners) {
      if (listener.position() >= kept.id()) {
        continue;
      }
      if (listener.account().equals(kept.event().account())) {
        if (!rendered) {
          text = renderer.apply(kept.event());
          rendered = true;
        }
        if (text.isPresent() && !listener.send(kept, text.get())) {
          leave(listener);
          continue;
        }
      }
      listener.passed(kept.id());
    }
  }

  /** Somebody who listens. Its position is moved by the feed alone; its methods never block. */
  public interface Listener {
    AccountSid account();

    /** The id of the last event that it needs no more. */
    long position();

    /** It needs this event and those before it no more. */
    void passed(long id);

    /**
     * Takes an event.
     *
     * @param data what it is told as: one line of JSON
     * @return false when it is gone or does not keep up
     */
    boolean send(KeptEvent kept, String data);

    /**
     * Shows that the line is alive.
     *
     * @return false when it is gone
     */
    boolean ping();

    /** There will be no more. */
    void end();
  }
}
