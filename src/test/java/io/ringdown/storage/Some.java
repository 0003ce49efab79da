package io.ringdown.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.ApiKey;
import io.ringdown.account.CredentialContent;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.account.Secret;
import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.Address;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallPayload;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words that the tests speak in: some account, some phone, some call. */
final class Some {
  static final Instant NOW = Instant.parse("2026-11-23T08:10:00.123456Z");
  static final ChangedBy ADMIN = new ChangedBy("admin:first");
  static final Change CHANGE =
      new Change(new Actor(Actor.Kind.ADMIN_TOKEN, "AT" + "0".repeat(32), "ci"), NOW);
  static final Channel FCM = new Channel("fcm");
  static final AccountPolicy TAKEOVER = AccountPolicy.DEFAULT;
  static final AccountPolicy SHARED =
      new AccountPolicy(
          null,
          AccountPolicy.OnLimit.EVICT_OLDEST,
          false,
          AccountPolicy.Ring.ALL,
          null,
          AccountPolicy.AnswerWhen.DISPATCHED,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          true);
  private static final SecureRandom RANDOM = new SecureRandom();

  private Some() {}

  /** The audit of one account. */
  static AuditFilter auditOf(AccountSid account) {
    return new AuditFilter(
        Optional.of(account), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** An account that no other test has. */
  static AccountSid account() {
    return new AccountSid("AC%016x%016x".formatted(RANDOM.nextLong(), RANDOM.nextLong()));
  }

  static Account account(AccountSid sid, String token) {
    return new Account(
        sid,
        "Support line",
        List.of(new Secret(token), new Secret("secondary-" + token)),
        List.of(new ApiKey("SK" + "0".repeat(32), new Secret("key-" + token))),
        SHARED,
        NOW,
        NOW);
  }

  static PushCredential credential(AccountSid account, @Nullable String name, String secret) {
    return new PushCredential(
        CredentialSid.generate(RANDOM),
        account,
        name,
        new CredentialType("fcm"),
        new CredentialContent(
            Map.of("project_id", "acme", "alert", Map.of("title", "{from}")),
            Map.of("private_key", new Secret(secret))),
        1,
        NOW,
        NOW);
  }

  static Registration phone(
      AccountSid account, String identity, @Nullable String address, @Nullable String device) {
    return phone(account, identity, FCM, address, device, null, NOW);
  }

  static Registration phone(
      AccountSid account,
      String identity,
      Channel channel,
      @Nullable String address,
      @Nullable String device,
      @Nullable CredentialSid credential,
      Instant at) {
    return new Registration(
        account,
        new Identity(identity),
        new Target(
            channel,
            address == null ? null : new Address(address),
            credential,
            null,
            Map.of("auth", "k\u0000ey")),
        device == null ? null : new DeviceId(device),
        List.of("ios", "v\u00fc7"),
        null,
        null,
        at,
        ChangedBy.app(new Identity(identity)));
  }

  static MessageId message() {
    return MessageId.generate(RANDOM);
  }

  static CallNotification call(AccountSid account, String identity) {
    return call(account, identity, message(), "CA" + message().value());
  }

  static CallNotification call(
      AccountSid account, String identity, MessageId message, @Nullable String callSid) {
    return new CallNotification(
        account,
        message,
        callSid == null ? null : new CallSid(callSid),
        new CallerId("client:alice"),
        new Identity(identity),
        new CallPayload("{\"twi_bridge_token\":\"eyJ-bridge-token\"}".getBytes(UTF_8)),
        NOW,
        NOW.plusSeconds(30));
  }

  /** What the admission owes; fails when it is a repeat. */
  static List<Delivery> owed(Admission admission) {
    return ((Admission.Kept) admission).owed();
  }

  static DeliveryAttempt attempt(Delivery delivery, DeliveryOutcome outcome) {
    return new DeliveryAttempt(delivery, NOW.plusSeconds(1), Duration.ofMillis(12), outcome);
  }
}
