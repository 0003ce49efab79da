package io.ringdown.delivery;

import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import java.lang.System.Logger.Level;
import java.time.Duration;
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

  /**
   * @param executor may block in the store
   */
  public AwaitedAnswers(OngoingCalls calls, ScheduledExecutorService executor) {
    this.calls = calls;
    this.executor = executor;
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
      if (admitted instanceof Admission.Kept kept && kept.isOwed()) {
        mine.await(kept);
        limit(mine, kept, within);
        dispatch.run(kept);
        if (kept.elsewhere() > 0) {
          beginLooking(key, mine);
        }
      } else {
        mine.answer().complete(admitted);
        if (admitted instanceof Admission.Kept kept) {
          dispatch.run(kept);
        }
      }
    } catch (RuntimeException e) {
      mine.answer().completeExceptionally(e);
    }
    return mine.answer();
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
          .filter(answer -> answer.isLastToDie(delivery.sid()) && answer.isDecidable())
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
    } else if (answer.isDecidable()
        && statuses.equals(ALL_DEAD)
        // told only when it is kept, as a repeat has to be told the same
        && calls.proveUnreachable(key.account(), key.messageId())) {
      answer.answer().complete(new Admission.Repeated(key.messageId(), 0));
    }
  }

  private void limit(AwaitedAnswer answer, Admission.Kept kept, Duration within) {
    if (!run(() -> answer.answer().complete(kept), within)) {
      answer.answer().complete(kept);
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
