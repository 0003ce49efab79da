package io.ringdown.storage.call;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingMatch;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.binding.AddressHash;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.database.StorageException;
import io.ringdown.storage.database.StorageException.Kind;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a call, within one transaction: three statements, all by index. The match comes first,
 * so that the call is written once with the answer in it.
 */
final class CallKeeper {
  private static final String CALL =
      "INSERT INTO ring_call (account_sid, message_id, call_sid, caller, identity, payload,"
          + " received_at, deadline, erase_at, status, bindings)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String FIRST_ANSWER =
      "SELECT bindings, received_at FROM ring_call WHERE account_sid = ? AND message_id = ?";

  /** Of a call that owes nothing itself, as another of its leg rings all addresses already. */
  private static final String ACCEPTED_BEFORE =
      "UPDATE ring_call SET status = 'ACCEPTED' WHERE id = ? AND EXISTS (SELECT 1"
          + " FROM ring_call c JOIN delivery d ON d.call_id = c.id"
          + " WHERE c.account_sid = ? AND c.call_sid = ? AND d.status = 'ACCEPTED')";

  private static final String DELIVERY =
      "INSERT INTO delivery (sid, call_id, ordinal, binding_sid, channel, once_key, status,"
          + " owed_by, device_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

  private final SecretCipher cipher;
  private final NodeId node;
  private final RandomGenerator random;
  private final SignalLine signals;

  CallKeeper(SecretCipher cipher, NodeId node, RandomGenerator random, SignalLine signals) {
    this.cipher = cipher;
    this.node = node;
    this.random = random;
    this.signals = signals;
  }

  Admission admit(EntityManager entities, CallNotification call, AccountPolicy policy) {
    var callee = Callee.of(entities, call.account(), call.identity(), call.receivedAt());
    var match = BindingMatch.choose(callee.bindings(), policy, call.receivedAt());
    var kept = insert(entities, call, match);
    if (kept == null) {
      return new Sql(entities, FIRST_ANSWER)
          .first(
              row ->
                  new Admission.Repeated(
                      call.messageId(), row.getInt(1), InstantColumn.time(row.getLong(2))),
              call.account().value(),
              call.messageId().value())
          .orElseThrow(() -> new StorageException(Kind.CONFLICT, "the first of a repeat is gone"));
    }
    var owed = owe(entities, call, kept, 0, match.bindings(), callee);
    if (!match.isEmpty() && owed.here().isEmpty() && owed.elsewhere() == 0) {
      new Sql(entities, ACCEPTED_BEFORE)
          .update(
              kept, call.account().value(), call.callSid() == null ? null : call.callSid().value());
    }
    return new Admission.Kept(
        call.messageId(), match.bindings().size(), owed.here(), owed.elsewhere());
  }

  private @Nullable Long insert(EntityManager entities, CallNotification call, BindingMatch match) {
    var none = match.isEmpty();
    return new Sql(entities, CALL)
        .insert(
            call.account().value(),
            call.messageId().value(),
            call.callSid() == null ? null : call.callSid().value(),
            call.from() == null ? null : call.from().value(),
            call.identity().value(),
            none ? null : cipher.seal(call.payload().bytes(), place(call)),
            InstantColumn.micros(call.receivedAt()),
            InstantColumn.micros(call.deadline()),
            none ? null : InstantColumn.micros(call.deadline()),
            (none ? CallStatus.NO_BINDINGS : CallStatus.PENDING).name(),
            match.bindings().size())
        .orElse(null);
  }

  private Delivery delivery(CallNotification call, Binding binding, Callee callee) {
    return new Delivery(
        DeliverySid.generate(random),
        call,
        binding.sid(),
        binding.target(),
        binding.registeredAt(),
        callee.credential(binding));
  }

  /**
   * What is owed for a call.
   *
   * @param here the deliveries that are this node's
   * @param elsewhere how many are another node's
   */
  record Owed(List<Delivery> here, int elsewhere) {}

  /**
   * Inserts a delivery to each binding, numbered from {@code first} on, but none to an address that
   * already got this call leg. A connection that another node holds is that node's to serve; it is
   * told at the commit.
   */
  Owed owe(
      EntityManager entities,
      CallNotification call,
      long callId,
      int first,
      List<Binding> bindings,
      Callee callee) {
    var deliveries = bindings.stream().map(binding -> delivery(call, binding, callee)).toList();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      var delivery = deliveries.get(i);
      var device = bindings.get(i).deviceId();
      rows.add(
          new @Nullable Object[] {
            delivery.sid().value(),
            callId,
            first + i,
            delivery.binding().value(),
            delivery.channel().name(),
            onceKey(delivery),
            DeliveryStatus.PENDING.name(),
            callee.holder(delivery.binding(), node).value(),
            device == null ? null : device.value()
          });
    }
    // In the same order in every transaction, so that two never wait for each other.
    rows.sort(Comparator.comparing(row -> (byte[]) row[5], Arrays::compare));
    var inserted = new Sql(entities, DELIVERY).batch(rows);
    var skipped = new boolean[deliveries.size()];
    for (int i = 0; i < inserted.length; i++) {
      skipped[(Integer) rows.get(i)[2] - first] = inserted[i] == 0;
    }
    List<Delivery> owed = new ArrayList<>();
    Map<NodeId, List<String>> others = new HashMap<>();
    for (int i = 0; i < skipped.length; i++) {
      if (skipped[i]) {
        continue;
      }
      var delivery = deliveries.get(i);
      var holder = callee.holder(delivery.binding(), node);
      if (holder.equals(node)) {
        owed.add(delivery);
      } else {
        others.computeIfAbsent(holder, of -> new ArrayList<>()).add(delivery.sid().value());
      }
    }
    others.forEach((holder, sids) -> signals.tell(entities, holder, SignalTopic.OWED, sids));
    return new Owed(owed, others.values().stream().mapToInt(List::size).sum());
  }

  /** One address, or one binding that has none, gets one push for one call leg. */
  private static byte[] onceKey(Delivery delivery) {
    var call = delivery.call();
    var address = delivery.target().address();
    return AddressHash.hash(
        call.account().value(),
        call.callSid() == null ? "message" : "call",
        call.callSid() == null ? call.messageId().value() : call.callSid().value(),
        delivery.channel().name(),
        address == null ? "binding" : "address",
        address == null ? delivery.binding().value() : address.value());
  }

  private static String place(CallNotification call) {
    return place(call.account(), call.messageId());
  }

  /** Where the payload of a call is sealed to. */
  static String place(AccountSid account, MessageId messageId) {
    return "ring_call.payload/" + account.value() + "/" + messageId.value();
  }
}
