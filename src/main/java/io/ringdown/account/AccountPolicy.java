package io.ringdown.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an account wants its people to be rung.
 *
 * @param maxBindingsPerIdentity the most bindings one identity may have, 1 or more; null for no
 *     limit
 * @param onLimit what happens to a registration beyond that limit
 * @param addressTakeover whether a registration moves an address that belonged to another identity;
 *     false lets two identities share a device
 * @param ring whether all devices of the callee ring or only the newest
 * @param ringNewest how many devices ring under {@link Ring#NEWEST}, 1 or more; null for one
 * @param answerWhen whether the webhook is answered at once or after a provider's word
 * @param answerWithin how long the webhook waits for that word at most
 * @param ringWindow how long a call rings when Twilio does not say
 * @param ringLateRegistrations whether a device that is registered during a call is rung at once
 */
public record AccountPolicy(
    @Nullable Integer maxBindingsPerIdentity,
    OnLimit onLimit,
    boolean addressTakeover,
    Ring ring,
    @Nullable Integer ringNewest,
    AnswerWhen answerWhen,
    Duration answerWithin,
    Duration ringWindow,
    boolean ringLateRegistrations) {

  /** What an account has that says nothing about its policy. */
  public static final AccountPolicy DEFAULT =
      new AccountPolicy(
          null,
          OnLimit.EVICT_OLDEST,
          true,
          Ring.ALL,
          null,
          AnswerWhen.DISPATCHED,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          true);

  /** What happens to a registration beyond the limit. */
  public enum OnLimit {
    /** The oldest binding goes. */
    EVICT_OLDEST,
    /** The new one is refused. */
    REJECT
  }

  /** Which of the callee's devices ring. */
  public enum Ring {
    /** All of them. */
    ALL,
    /** Those registered last. */
    NEWEST
  }

  /** When the webhook is answered. */
  public enum AnswerWhen {
    /** As soon as the call is stored. */
    DISPATCHED,
    /** When a provider accepted, or all refused. */
    ACCEPTED
  }
}
