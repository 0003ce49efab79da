package io.ringdown.delivery;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Rings the devices that turn up while their identity is already being called. Thread-safe; its
 * methods return at once.
 *
 * <p>A call and a registration whose transactions overlap do not see each other. So a registration
 * looks for calls twice, the second time half a second later, and a call that took that long to
 * admit looks for registrations itself: one of them always comes after the other's commit. That
 * both may find the same changes nothing, as one delivery is kept once.
 */
public final class LateRinging implements OutcomeListener {
  private static final System.Logger LOG = System.getLogger(LateRinging.class.getName());
  private static final Duration AGAIN = Duration.ofMillis(500);

  private final OngoingCalls calls;
  private final AccountStore accounts;
  private final CallDispatcher dispatcher;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;

  /**
   * @param executor may block in the store
   */
  public LateRinging(
      OngoingCalls calls,
      AccountStore accounts,
      CallDispatcher dispatcher,
      ScheduledExecutorService executor,
      InstantSource clock) {
    this.calls = calls;
    this.accounts = accounts;
    this.dispatcher = dispatcher;
    this.executor = executor;
    this.clock = clock;
  }

  /** The identity has a binding that was made, refreshed or moved, and is committed. */
  public void registered(AccountSid account, Identity identity) {
    look(account, identity, Duration.ZERO);
    look(account, identity, AGAIN);
  }

  /**
   * A call was admitted, and is committed.
   *
   * @param took how long that lasted
   */
  public void admitted(AccountSid account, Identity identity, Duration took) {
    if (took.compareTo(AGAIN.dividedBy(2)) >= 0) {
      look(account, identity, Duration.ZERO);
    }
  }

  /** A device that has come back was not rung as long as its old connection might be. */
  @Override
  public void reached(Delivery delivery, DeliveryOutcome outcome) {
    if (outcome instanceof DeliveryOutcome.BindingGone) {
      look(delivery.call().account(), delivery.call().identity(), AGAIN);
    }
  }

  private void look(AccountSid account, Identity identity, Duration delay) {
    try {
      var unused =
          executor.schedule(() -> ring(account, identity), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; nobody is rung from here any more");
    }
  }

  private void ring(AccountSid account, Identity identity) {
    try {
      if (!calls.isCalled(account, identity, clock.instant())) {
        return;
      }
      var policy = accounts.find(account).map(Account::policy).orElse(AccountPolicy.DEFAULT);
      if (!policy.ringLateRegistrations()) {
        return;
      }
      var owed = calls.owedLate(account, identity, policy, dispatcher.channels(), clock.instant());
      dispatcher.dispatch(owed);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-8002 a device that registered during a call may not have rung: {0}",
          e.getClass().getName());
    }
  }
}
