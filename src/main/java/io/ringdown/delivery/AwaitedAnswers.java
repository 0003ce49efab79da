package io.ringdown.delivery;

import io.ringdown.call.AccountSid;
import io.ringdown.call.MessageId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      if (admitted instanceof Admission.Kept kept && !kept.owed().isEmpty()) {
        mine.await(kept);
        limit(mine, kept, within);
        dispatch.run(kept);
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

  /** Somebody else may be rung for calls that wait: their death does not settle it any more. */
  void joined(List<Delivery> late) {
    late.forEach(delivery -> of(delivery).ifPresent(answer -> answer.join(delivery.sid())));
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
          .ifPresent(answer -> unreachable(delivery, answer));
    }
  }

  private Optional<AwaitedAnswer> of(Delivery delivery) {
    var call = delivery.call();
    return Optional.ofNullable(waiting.get(new Key(call.account(), call.messageId())));
  }

  /** Told only when it is kept, as a repeat has to be told the same. */
  private void unreachable(Delivery delivery, AwaitedAnswer answer) {
    var call = delivery.call();
    run(
        () -> {
          try {
            calls.proveUnreachable(call.account(), call.messageId());
            answer.answer().complete(new Admission.Repeated(call.messageId(), 0));
          } catch (RuntimeException e) {
            LOG.log(
                Level.WARNING,
                "RD-8003 that all bindings of a call are dead could not be kept: {0}",
                e.getClass().getName());
          }
        },
        Duration.ZERO);
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
