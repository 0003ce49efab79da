package io.ringdown.delivery;

import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.Optional;

/**
 * Which calls of an account are meant; an empty part means any.
 *
 * @param after received then or later
 * @param before received earlier
 */
public record CallFilter(
    Optional<Identity> identity,
    Optional<CallSid> callSid,
    Optional<CallerId> from,
    Optional<CallStatus> status,
    Optional<Instant> after,
    Optional<Instant> before) {
  /** All calls of the account. */
  public static final CallFilter ANY =
      new CallFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
}
