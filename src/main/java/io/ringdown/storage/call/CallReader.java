package io.ringdown.storage.call;

import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecord.AttemptRecord;
import io.ringdown.delivery.CallRecord.DeliveryRecord;
import io.ringdown.delivery.DeliverySid;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What reads a call back, within one transaction. */
final class CallReader {
  private final EntityManager entities;

  CallReader(EntityManager entities) {
    this.entities = entities;
  }

  Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    return entities
        .createQuery(
            "SELECT c FROM CallEntity c WHERE c.accountSid = :account AND c.messageId = :message",
            CallEntity.class)
        .setParameter("account", account.value())
        .setParameter("message", messageId.value())
        .getResultStream()
        .findFirst()
        .map(this::withDeliveries);
  }

  private CallRecord withDeliveries(CallEntity call) {
    var attempts = attempts(call);
    var deliveries =
        entities
            .createQuery(
                "SELECT d FROM DeliveryEntity d WHERE d.callId = :call ORDER BY d.ordinal",
                DeliveryEntity.class)
            .setParameter("call", call.id)
            .getResultStream()
            .map(delivery -> delivery(delivery, attempts))
            .toList();
    return new CallRecord(
        new AccountSid(call.accountSid),
        new MessageId(call.messageId),
        call.callSid == null ? null : new CallSid(call.callSid),
        call.caller == null ? null : new CallerId(call.caller),
        new Identity(call.identity),
        call.receivedAt,
        call.deadline,
        call.status,
        deliveries);
  }

  private Map<String, List<AttemptEntity>> attempts(CallEntity call) {
    return entities
        .createQuery(
            "SELECT a FROM AttemptEntity a JOIN DeliveryEntity d ON d.sid = a.deliverySid"
                + " WHERE d.callId = :call ORDER BY a.id",
            AttemptEntity.class)
        .setParameter("call", call.id)
        .getResultStream()
        .collect(Collectors.groupingBy(attempt -> attempt.deliverySid));
  }

  private static DeliveryRecord delivery(
      DeliveryEntity delivery, Map<String, List<AttemptEntity>> attempts) {
    return new DeliveryRecord(
        new DeliverySid(delivery.sid),
        new BindingSid(delivery.bindingSid),
        new Channel(delivery.channel),
        delivery.status,
        delivery.acknowledgedAt,
        attempts.getOrDefault(delivery.sid, List.of()).stream().map(CallReader::attempt).toList());
  }

  private static AttemptRecord attempt(AttemptEntity attempt) {
    return new AttemptRecord(
        attempt.beganAt,
        attempt.outcome,
        attempt.code,
        attempt.detail,
        Duration.of(attempt.took, ChronoUnit.MICROS),
        attempt.receipt);
  }
}
