package io.ringdown.storage.call;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingMatch;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
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
import io.ringdown.storage.binding.BindingEntity;
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
  private static final String CALLEE =
      "SELECT b, c.version FROM BindingEntity b"
          + " LEFT JOIN CredentialEntity c ON c.sid = b.credentialSid"
          + " AND c.accountSid = b.accountSid"
          + " WHERE b.accountSid = :account AND b.identity = :identity"
          + " AND b.status = :active AND b.expiresAt > :now";
  private static final String CALL =
      "INSERT INTO ring_call (account_sid, message_id, call_sid, caller, identity, payload,"
          + " received_at, deadline, erase_at, status, bindings)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT DO NOTHING";
  private static final String FIRST_ANSWER =
      "SELECT bindings FROM ring_call WHERE account_sid = ? AND message_id = ?";
  private static final String DELIVERY =
      "INSERT INTO delivery (sid, call_id, ordinal, binding_sid, channel, once_key, status,"
          + " owed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

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
    Map<String, CredentialRef> credentials = new HashMap<>();
    Map<BindingSid, NodeId> holders = new HashMap<>();
    var callee = callee(entities, call, credentials, holders);
    var match = BindingMatch.choose(callee, policy, call.receivedAt());
    var kept = insert(entities, call, match);
    if (kept == null) {
      int bindings =
          new Sql(entities, FIRST_ANSWER)
              .first(row -> row.getInt(1), call.account().value(), call.messageId().value())
              .orElseThrow(
                  () -> new StorageException(Kind.CONFLICT, "the first of a repeat is gone"));
      return new Admission.Repeated(call.messageId(), bindings);
    }
    var deliveries =
        match.bindings().stream().map(binding -> delivery(call, binding, credentials)).toList();
    return new Admission.Kept(
        call.messageId(), deliveries.size(), owed(entities, kept, deliveries, holders));
  }

  private static List<Binding> callee(
      EntityManager entities,
      CallNotification call,
      Map<String, CredentialRef> credentials,
      Map<BindingSid, NodeId> holders) {
    var rows =
        entities
            .createQuery(CALLEE, Object[].class)
            .setParameter("account", call.account().value())
            .setParameter("identity", call.identity().value())
            .setParameter("active", BindingStatus.ACTIVE)
            .setParameter("now", call.receivedAt())
            .setHint("eclipselink.read-only", true)
            .getResultList();
    List<Binding> callee = new ArrayList<>();
    for (var row : rows) {
      var entity = (BindingEntity) row[0];
      var binding = entity.binding();
      callee.add(binding);
      var holder = entity.holder();
      if (holder != null) {
        holders.put(binding.sid(), holder);
      }
      var credential = binding.target().credential();
      if (credential != null && row[1] instanceof Number version) {
        credentials.put(credential.value(), new CredentialRef(credential, version.longValue()));
      }
    }
    return callee;
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

  private Delivery delivery(
      CallNotification call, Binding binding, Map<String, CredentialRef> credentials) {
    var credential = binding.target().credential();
    return new Delivery(
        DeliverySid.generate(random),
        call,
        binding.sid(),
        binding.target(),
        binding.registeredAt(),
        credential == null ? null : credentials.get(credential.value()));
  }

  /**
   * Inserts the deliveries and gives those that were not skipped and are this node's. A connection
   * that another node holds is that node's to serve; it is told at the commit.
   */
  private List<Delivery> owed(
      EntityManager entities,
      long callId,
      List<Delivery> deliveries,
      Map<BindingSid, NodeId> holders) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      var delivery = deliveries.get(i);
      rows.add(
          new Object[] {
            delivery.sid().value(),
            callId,
            i,
            delivery.binding().value(),
            delivery.channel().name(),
            onceKey(delivery),
            DeliveryStatus.PENDING.name(),
            holders.getOrDefault(delivery.binding(), node).value()
          });
    }
    // In the same order in every transaction, so that two never wait for each other.
    rows.sort(Comparator.comparing(row -> (byte[]) row[5], Arrays::compare));
    var inserted = new Sql(entities, DELIVERY).batch(rows);
    var skipped = new boolean[deliveries.size()];
    for (int i = 0; i < inserted.length; i++) {
      skipped[(Integer) rows.get(i)[2]] = inserted[i] == 0;
    }
    List<Delivery> owed = new ArrayList<>();
    Map<NodeId, List<String>> others = new HashMap<>();
    for (int i = 0; i < skipped.length; i++) {
      if (skipped[i]) {
        continue;
      }
      var delivery = deliveries.get(i);
      var holder = holders.getOrDefault(delivery.binding(), node);
      if (holder.equals(node)) {
        owed.add(delivery);
      } else {
        others.computeIfAbsent(holder, of -> new ArrayList<>()).add(delivery.sid().value());
      }
    }
    others.forEach((holder, sids) -> signals.tell(entities, holder, SignalTopic.OWED, sids));
    return owed;
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

  /** What a payload is sealed to: the call that it belongs to. */
  static String place(AccountSid account, MessageId message) {
    return "ring_call.payload/" + account.value() + "/" + message.value();
  }
}
