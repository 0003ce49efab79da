package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.ProviderAnswer;
import java.time.Duration;

/** What asking a service for access led to. */
public sealed interface Grant {
  /**
   * Access, for a while. Prints without the token.
   *
   * @param token to be sent as bearer
   * @param renewAfter after which time a new one should be got, while this still works
   * @param staleAfter after which time it must not be used any more
   */
  record Granted(String token, Duration renewAfter, Duration staleAfter) implements Grant {
    @Override
    public String toString() {
      return "Granted[for " + staleAfter + "]";
    }
  }

  /**
   * No access, and what that means for a delivery that needs it.
   *
   * @param pause how long nobody should ask again
   */
  record Withheld(DeliveryOutcome outcome, Duration pause) implements Grant {}

  /** What this says about the credential that asked. */
  default ProviderAnswer answer() {
    if (!(this instanceof Withheld withheld)) {
      return ProviderAnswer.OK;
    }
    if (withheld.outcome() instanceof DeliveryOutcome.Refused refused) {
      return ProviderAnswer.no(refused.code(), refused.detail());
    }
    return withheld.outcome() instanceof DeliveryOutcome.Deferred deferred
        ? ProviderAnswer.no(deferred.code(), deferred.detail())
        : ProviderAnswer.no(withheld.outcome().name(), "no access token was given");
  }
}
