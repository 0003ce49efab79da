package io.ringdown.delivery;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The calls that ring now, and what changes them after they were admitted. Thread-safe; each call
 * is a transaction.
 */
public interface OngoingCalls {
  /**
   * The call leg was answered or is over: what is not delivered yet is cancelled, and nobody who
   * comes later is rung for it.
   *
   * @return until when something of it could still ring; empty when nobody knows it, or it was over
   *     already
   */
  Optional<Instant> end(CallLeg leg, Instant at);

  /** What was ended since then, by any node, and has not passed its deadline. */
  List<EndedLeg> endedSince(Instant since, Instant now);

  /** Whether anybody calls the identity now. */
  boolean isCalled(AccountSid account, Identity identity, Instant now);

  /**
   * Whether a delivery is still to be made, by this node, and its binding is still the callee's,
   * has the address that the call found there, and is not known to be dead.
   */
  boolean isStillBound(Delivery delivery);

  /**
   * Finds the bindings that came while their identity was already being called, and keeps a
   * delivery for each: never for a device that this call leg reached or is about to reach.
   *
   * @param channels those that can be delivered over
   * @return to be delivered now
   */
  List<Delivery> owedLate(
      AccountSid account,
      Identity identity,
      AccountPolicy policy,
      Set<Channel> channels,
      Instant now);

  /**
   * The statuses that deliveries of a call have now, and of others of its leg, whichever nodes owe
   * them.
   */
  Set<DeliveryStatus> statuses(AccountSid account, MessageId messageId);

  /**
   * Twilio is told that nobody could be rung, and is told so again at a repeat; unless by now a
   * delivery of the call is anything but dead, as when somebody has just registered.
   *
   * @return whether that is so, and nobody who comes later is rung for the call
   */
  boolean proveUnreachable(AccountSid account, MessageId messageId);

  /**
   * A call leg that was answered or is over.
   *
   * @param until when its deadline passes, from when on it does not matter any more
   */
  record EndedLeg(CallLeg leg, Instant until) {}
}
