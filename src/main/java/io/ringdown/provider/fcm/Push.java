package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.provider.PayloadFields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A delivery that FCM could take: everything is there, and it is small enough. */
record Push(
    AccountSid account,
    CredentialRef credential,
    Address address,
    PayloadFields fields,
    Instant deadline) {

  /** How long it may still ring; zero or less when it may not. */
  Duration timeLeft(Instant now) {
    return Duration.between(now, deadline);
  }

  /** What there is to say once the deadline has come. */
  static Optional<Expired> expired(Instant deadline, Instant now) {
    return now.isBefore(deadline)
        ? Optional.empty()
        : Optional.of(new Expired(Duration.between(deadline, now)));
  }
}
