package io.ringdown.provider;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
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
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliverySid;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes deliveries of one call from Alice to Bob. */
public final class Deliveries {
  public static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(32));
  public static final CredentialRef CREDENTIAL =
      new CredentialRef(new CredentialSid("CR" + "1".repeat(32)), 1);
  public static final String BRIDGE_TOKEN = "eyJicmlkZ2UiOiJvcGVuLXNlc2FtZSJ9";

  private static final RandomGenerator RANDOM = new Random(1);

  private Deliveries() {}

  /** What Twilio sends, with a bridge token that must never be seen in a log. */
  public static CallPayload payload() {
    return payload(
        """
        {"twi_account_sid":"%s","twi_bridge_token":"%s","twi_call_sid":"CA%s",\
        "twi_from":"client:alice","twi_message_id":"WB1","twi_message_type":"twilio.voice.call",\
        "twi_to":"client:bob"}"""
            .formatted(ACCOUNT, BRIDGE_TOKEN, "2".repeat(32)));
  }

  public static CallPayload payload(String json) {
    return new CallPayload(json.getBytes(StandardCharsets.UTF_8));
  }

  public static Delivery delivery(
      Channel channel,
      @Nullable String address,
      @Nullable CredentialRef credential,
      CallPayload payload,
      Instant now,
      Duration ringsFor) {
    return new Delivery(
        DeliverySid.generate(RANDOM),
        new CallNotification(
            ACCOUNT,
            new MessageId("WB1"),
            new CallSid("CA" + "2".repeat(32)),
            new CallerId("client:alice"),
            new Identity("bob"),
            payload,
            now,
            now.plus(ringsFor)),
        BindingSid.generate(RANDOM),
        new Target(
            channel,
            address == null ? null : new Address(address),
            credential == null ? null : credential.sid(),
            null,
            Map.of()),
        now,
        credential);
  }
}
