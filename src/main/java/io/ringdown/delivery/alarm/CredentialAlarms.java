package io.ringdown.delivery.alarm;

import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.binding.Channel;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.OutcomeListener;
import io.ringdown.delivery.PushProvider;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Raises an alarm when a provider does not take a credential, and ends it with the next delivery
 * that is accepted, on whichever node. It writes only when that changes: what the other nodes wrote
 * is read again after some seconds, while deliveries come. A binding is never touched. Thread-safe.
 */
public final class CredentialAlarms implements OutcomeListener {
  private static final System.Logger LOG = System.getLogger(CredentialAlarms.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MOST_KNOWN = 10_000;

  private final Map<Channel, PushProvider> providers;
  private final CredentialFailureStore store;
  private final EventLog events;
  private final AlarmObserver observer;
  private final Executor executor;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Map<CredentialSid, Long> failing = new ConcurrentHashMap<>();
  private final Set<CredentialSid> changing = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile long readAgainAt;

  /**
   * @param executor may block in the store
   * @param clock tells since when a credential fails
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public CredentialAlarms(
      Iterable<PushProvider> providers,
      CredentialFailureStore store,
      EventLog events,
      AlarmObserver observer,
      Executor executor,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.providers =
        StreamSupport.stream(providers.spliterator(), false)
            .collect(Collectors.toMap(PushProvider::channel, Function.identity()));
    this.store = store;
    this.events = events;
    this.observer = observer;
    this.executor = executor;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.readAgainAt = nanoTime.getAsLong();
  }

  @Override
  public void reached(Delivery delivery, DeliveryOutcome outcome) {
    var credential = delivery.credential();
    if (credential == null) {
      return;
    }
    var sid = credential.sid();
    if (outcome instanceof Accepted) {
      if (isStale() || failing.containsKey(sid)) {
        change(sid, () -> end(delivery, sid));
      }
    } else if (outcome instanceof Refused refused && isBlamed(delivery.channel(), refused)) {
      var known = failing.get(sid);
      if (isStale() || known == null || known < credential.version()) {
        change(sid, () -> begin(delivery, credential, refused.code()));
      }
    }
  }

  private boolean isBlamed(Channel channel, Refused refused) {
    var provider = providers.get(channel);
    return provider != null && provider.blamesCredential(refused);
  }

  private boolean isStale() {
    return nanoTime.getAsLong() - readAgainAt >= 0;
  }

  /** One change of a credential at a time; what comes meanwhile says the same or comes again. */
  private void change(CredentialSid sid, Runnable work) {
    if (!changing.add(sid)) {
      return;
    }
    try {
      executor.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.log(
                  Level.DEBUG,
                  "how credentials fare is written when the database is back: {0}",
                  e.getClass().getName());
            } finally {
              changing.remove(sid);
            }
          });
    } catch (RejectedExecutionException e) {
      changing.remove(sid);
    }
  }

  private void begin(Delivery delivery, CredentialRef credential, String code) {
    refresh();
    var known = failing.get(credential.sid());
    if (known != null && known >= credential.version()) {
      return;
    }
    var account = delivery.call().account();
    var reason = code.substring(0, Math.min(code.length(), CredentialFailure.LONGEST_REASON));
    var failure = new CredentialFailure(reason, clock.instant());
    if (!store.begin(account, credential, failure)) {
      return;
    }
    failing.put(credential.sid(), credential.version());
    LOG.log(
        Level.WARNING,
        "RD-3520 credential {0} fails over {1}: {2}",
        credential.sid(),
        delivery.channel(),
        code);
    observer.raised(delivery.channel(), code);
    events.record(Event.credential(account, credential.sid(), "failing"));
  }

  private void end(Delivery delivery, CredentialSid sid) {
    refresh();
    if (!failing.containsKey(sid)) {
      return;
    }
    var account = delivery.call().account();
    var ended = store.end(account, sid);
    failing.remove(sid);
    if (ended) {
      LOG.log(Level.INFO, "RD-3521 credential {0} works again", sid);
      events.record(Event.credential(account, sid, "recovered"));
    }
  }

  /** Reads what is kept, unless that was done a moment ago, or another thread is at it. */
  private void refresh() {
    if (!isStale() || !reading.compareAndSet(false, true)) {
      return;
    }
    try {
      var all = store.all(MOST_KNOWN);
      failing.keySet().retainAll(all.keySet());
      failing.putAll(all);
      readAgainAt = nanoTime.getAsLong() + FRESH.toNanos();
    } finally {
      reading.set(false);
    }
  }
}
