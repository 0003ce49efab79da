package io.ringdown.provider.fcm;

import io.ringdown.delivery.DeliveryOutcome;
import java.time.Instant;

/** What asking Google for access led to. */
sealed interface Grant {
  /**
   * Access, for a while. Prints without the token.
   *
   * @param token to be sent as bearer
   * @param renewAt from when on a new one should be got, while this still works
   * @param staleAt from when on it must not be used any more
   */
  record Granted(String token, Instant renewAt, Instant staleAt) implements Grant {
    @Override
    public String toString() {
      return "Granted[until " + staleAt + "]";
    }
  }

  /**
   * No access, and what that means for a delivery that needs it.
   *
   * @param askAgainAt until when nobody should ask again
   */
  record Withheld(DeliveryOutcome outcome, Instant askAgainAt) implements Grant {}
}
