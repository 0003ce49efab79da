package io.ringdown.storage.call;

import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecord.AttemptRecord;
import io.ringdown.delivery.CallRecord.DeliveryRecord;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.PagedCall;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What reads calls back, within one transaction. */
final class CallReader {
  private final EntityManager entities;

  CallReader(EntityManager entities) {
    this.entities = entities;
  }

  Optional<CallRecord> find(AccountSid account, MessageId messageId) {
    var calls =
        entities
            .createQuery(
                "SELECT c FROM CallEntity c"
                    + " WHERE c.accountSid = :account AND c.messageId = :message",
                CallEntity.class)
            .setParameter("account", account.value())
            .setParameter("message", messageId.value())
            .getResultList();
    return withDeliveries(calls).stream().map(PagedCall::call).findFirst();
  }

  List<PagedCall> list(
      AccountSid account, CallFilter filter, Optional<PagedCall.Position> after, int limit) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    var where = new StringBuilder("c.accountSid = :account");
    parameters.put("account", account.value());
    filter.identity().ifPresent(one -> parameters.put("identity", one.value()));
    filter.callSid().ifPresent(one -> parameters.put("callSid", one.value()));
    filter.from().ifPresent(one -> parameters.put("caller", one.value()));
    filter.status().ifPresent(one -> parameters.put("status", one));
    parameters.keySet().stream()
        .skip(1)
        .forEach(name -> where.append(" AND c.").append(name).append(" = :").append(name));
    filter
        .after()
        .ifPresent(
            time -> {
              where.append(" AND c.receivedAt >= :after");
              parameters.put("after", time);
            });
    filter
        .before()
        .ifPresent(
            time -> {
              where.append(" AND c.receivedAt < :before");
              parameters.put("before", time);
            });
    after.ifPresent(
        position -> {
          where.append(" AND c.receivedAt <= :time AND (c.receivedAt < :time OR c.id < :number)");
          parameters.put("time", position.receivedAt());
          parameters.put("number", position.number());
        });
    var query =
        entities.createQuery(
            "SELECT c FROM CallEntity c WHERE " + where + " ORDER BY c.receivedAt DESC, c.id DESC",
            CallEntity.class);
    parameters.forEach(query::setParameter);
    return withDeliveries(query.setMaxResults(limit).getResultList());
  }

  private List<PagedCall> withDeliveries(List<CallEntity> calls) {
    if (calls.isEmpty()) {
      return List.of();
    }
    var ids = calls.stream().map(call -> call.id).toList();
    var attempts = attempts(ids);
    var deliveries =
        entities
            .createQuery(
                "SELECT d FROM DeliveryEntity d WHERE d.callId IN :calls ORDER BY d.ordinal",
                DeliveryEntity.class)
            .setParameter("calls", ids)
            .getResultStream()
            .collect(
                Collectors.groupingBy(
                    delivery -> delivery.callId,
                    Collectors.mapping(
                        delivery -> delivery(delivery, attempts), Collectors.toList())));
    return calls.stream()
        .map(
            call ->
                new PagedCall(
                    call(call, deliveries.getOrDefault(call.id, List.of())),
                    new PagedCall.Position(call.receivedAt, call.id)))
        .toList();
  }

  private static CallRecord call(CallEntity call, List<DeliveryRecord> deliveries) {
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

  private Map<String, List<AttemptEntity>> attempts(List<Long> calls) {
    return entities
        .createQuery(
            "SELECT a FROM AttemptEntity a JOIN DeliveryEntity d ON d.sid = a.deliverySid"
                + " WHERE d.callId IN :calls ORDER BY a.id",
            AttemptEntity.class)
        .setParameter("calls", calls)
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
        attempt.receipt,
        attempt.twilioCode);
  }
}
