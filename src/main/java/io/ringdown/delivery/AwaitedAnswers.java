package io.ringdown.delivery;

import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The answers to Twilio that wait for a provider's word. Holds no thread while they wait.
 * Thread-safe.
 */
public final class AwaitedAnswers implements OutcomeListener {
  private static final System.Logger LOG = System.getLogger(AwaitedAnswers.class.getName());

  private static final Duration FIRST_LOOK = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);
  private static final Set<DeliveryStatus> ALL_DEAD = EnumSet.of(DeliveryStatus.BINDING_GONE);

  private final Map<Key, AwaitedAnswer> waiting = new ConcurrentHashMap<>();
  private final OngoingCalls calls;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;

  /**
   * @param executor may block in the store
   */
  public AwaitedAnswers(
      OngoingCalls calls, ScheduledExecutorService executor, InstantSource clock) {
    this.calls = calls;
    this.executor = executor;
    this.clock = clock;
  }

  /**
   * Admits a call, or waits with one that is admitted or answered right now.
   *
   * @param within how long the answer may wait after the admission
   * @param admission keeps the call
   * @param dispatch starts its deliveries; is run when somebody waits for their outcomes
   * @return the answer; {@link Admission#bindings()} is 0 when all that matched proved dead
   */
  public CompletionStage<Admission> admit(
      AccountSid account,
      MessageId messageId,
      Duration within,
      Supplier<Admission> admission,
      Dispatch dispatch) {
    var key = new Key(account, messageId);
    var mine = new AwaitedAnswer();
    var other = waiting.putIfAbsent(key, mine);
    if (other != null) {
      return other.answer();
    }
    var unused = mine.answer().whenComplete((answer, thrown) -> waiting.remove(key, mine));
    try {
      var admitted = admission.get();
      var patience = patience(admitted, within);
      if (patience.isNegative() || patience.isZero()) {
        mine.answer().complete(admitted);
        return mine.answer();
      }
      mine.await(admitted);
      limit(mine, admitted, patience);
      if (admitted instanceof Admission.Kept kept) {
        dispatch.run(kept);
        if (kept.isAllHere()) {
          return mine.answer();
        }
      }
      beginLooking(key, mine);
    } catch (RuntimeException e) {
      mine.answer().completeExceptionally(e);
    }
    return mine.answer();
  }

  /** A repeat waits as long as the first may still wait, maybe on another node. */
  private Duration patience(Admission admitted, Duration within) {
    if (admitted.bindings() == 0) {
      return Duration.ZERO;
    }
    return admitted instanceof Admission.Repeated repeated
        ? within.minus(Duration.between(repeated.receivedAt(), clock.instant()))
        : within;
  }

  /** Gives every answer that waits now. For the end of the process. */
  public void close() {
    waiting.values().forEach(AwaitedAnswer::accept);
  }

  @Override
  public void reached(Delivery delivery, DeliveryOutcome outcome) {
    if (waiting.isEmpty()) {
      return;
    }
    if (outcome instanceof DeliveryOutcome.Accepted) {
      of(delivery).ifPresent(AwaitedAnswer::accept);
    } else if (outcome instanceof DeliveryOutcome.BindingGone) {
      of(delivery)
          .filter(answer -> answer.isLastToDie(delivery.sid()))
          .ifPresent(answer -> beginLooking(key(delivery), answer));
    }
  }

  private Optional<AwaitedAnswer> of(Delivery delivery) {
    return Optional.ofNullable(waiting.get(key(delivery)));
  }

  private static Key key(Delivery delivery) {
    return new Key(delivery.call().account(), delivery.call().messageId());
  }

  private void beginLooking(Key key, AwaitedAnswer answer) {
    if (answer.beginLooking()) {
      look(key, answer, FIRST_LOOK);
    }
  }

  /**
   * Looks up what became of all deliveries, again and again until that decides the answer: others
   * may be other nodes', also of somebody who has just registered there.
   */
  private void look(Key key, AwaitedAnswer answer, Duration pause) {
    run(
        () -> {
          if (answer.answer().isDone()) {
            return;
          }
          try {
            decide(key, answer);
            look(key, answer, pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause);
          } catch (RuntimeException e) {
            LOG.log(
                Level.WARNING,
                "RD-8003 whether all bindings of a call are dead could not be found out or kept:"
                    + " {0}",
                e.getClass().getName());
          }
        },
        pause);
  }

  private void decide(Key key, AwaitedAnswer answer) {
    var statuses = calls.statuses(key.account(), key.messageId());
    if (statuses.contains(DeliveryStatus.ACCEPTED)) {
      answer.accept();
    } else if (statuses.equals(ALL_DEAD)
        // told only when it is kept, as a repeat has to be told the same
        && calls.proveUnreachable(key.account(), key.messageId())) {
      answer.answer().complete(new Admission.Repeated(key.messageId(), 0, clock.instant()));
    }
  }

  private void limit(AwaitedAnswer answer, Admission admitted, Duration patience) {
    if (!run(() -> answer.answer().complete(admitted), patience)) {
      answer.answer().complete(admitted);
    }
  }

  private boolean run(Runnable task, Duration delay) {
    try {
      var unused = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** What starts the deliveries of a call that was kept. */
  @FunctionalInterface
  public interface Dispatch {
    void run(Admission.Kept kept);
  }

  private record Key(AccountSid account, MessageId messageId) {}
}
