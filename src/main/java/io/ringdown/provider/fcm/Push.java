package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.call.AccountSid;
import io.ringdown.provider.PayloadFields;
import java.time.Duration;
import java.time.Instant;

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
}
