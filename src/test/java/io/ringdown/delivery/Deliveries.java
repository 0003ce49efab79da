package io.ringdown.delivery;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallPayload;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Calls and deliveries for tests. */
public final class Deliveries {
  private static final Random RANDOM = new Random(7);

  private Deliveries() {}

  /** A delivery over the channel of a call that came now and rings for 30 seconds. */
  public static Delivery over(Channel channel, Instant now) {
    return over(channel, null, now);
  }

  /** The same with a credential. */
  public static Delivery over(Channel channel, @Nullable CredentialRef credential, Instant now) {
    return new Delivery(
        DeliverySid.generate(RANDOM),
        call(now),
        BindingSid.generate(RANDOM),
        new Target(channel, new Address("address-" + RANDOM.nextLong()), null, null, Map.of()),
        now,
        credential);
  }

  private static CallNotification call(Instant now) {
    return new CallNotification(
        new AccountSid("AC" + "0".repeat(32)),
        MessageId.generate(RANDOM),
        new CallSid("CA" + "1".repeat(32)),
        new CallerId("client:alice"),
        new Identity("bob"),
        new CallPayload("{\"twi_to\":\"client:bob\"}".getBytes(StandardCharsets.UTF_8)),
        now,
        now.plus(Duration.ofSeconds(30)));
  }
}
