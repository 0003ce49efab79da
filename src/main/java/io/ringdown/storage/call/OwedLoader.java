package io.ringdown.storage.call;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallPayload;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.delivery.node.OwedStore;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.binding.BindingEntity;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What reads all that is needed to deliver what this node owes, within one transaction. Whatever is
 * not to be delivered any more ends, and what another node holds the connection of is given to it.
 */
final class OwedLoader {
  private static final String LOAD =
      "SELECT d, c FROM DeliveryEntity d JOIN CallEntity c ON c.id = d.callId"
          + " WHERE d.sid IN :sids AND d.owedBy = :node AND d.status = :pending"
          + " ORDER BY c.deadline";
  private static final String BINDINGS =
      "SELECT b, k.version FROM BindingEntity b"
          + " LEFT JOIN CredentialEntity k ON k.sid = b.credentialSid"
          + " AND k.accountSid = b.accountSid WHERE b.sid IN :sids";

  /** Null after the deadline. That nearly all are null is no reason to read the table through. */
  private static final String PAYLOADS =
      "SELECT id, payload FROM ring_call"
          + " WHERE id IN (SELECT call_id FROM delivery WHERE sid = ANY(?))";

  private static final String LIVING =
      "SELECT id FROM node WHERE id = ANY(?) AND buried_at IS NULL";
  private static final String HAND_OVER =
      "UPDATE delivery SET owed_by = ? WHERE sid = ? AND owed_by = ? AND status = 'PENDING'";

  private final EntityManager entities;
  private final SecretCipher cipher;
  private final NodeId node;
  private final SignalLine signals;

  OwedLoader(EntityManager entities, SecretCipher cipher, NodeId node, SignalLine signals) {
    this.entities = entities;
    this.cipher = cipher;
    this.node = node;
    this.signals = signals;
  }

  /**
   * Loads what is still to be delivered by this node; ends what is not, or gives it to the node
   * that holds its connection now.
   */
  Loaded load(List<String> sids, Instant now) {
    List<Object[]> rows =
        entities
            .createQuery(LOAD, Object[].class)
            .setParameter("sids", sids)
            .setParameter("node", node.value())
            .setParameter("pending", DeliveryStatus.PENDING)
            .setHint("eclipselink.read-only", true)
            .getResultList();
    if (rows.isEmpty()) {
      return new Loaded(List.of(), List.of());
    }
    var payloads = payloads(rows);
    var bindings = bindings(rows);
    List<OwedStore.Owed> owed = new ArrayList<>();
    List<String> late = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    Map<String, NodeId> elsewhere = new TreeMap<>();
    for (var row : rows) {
      var delivery = (DeliveryEntity) row[0];
      var call = (CallEntity) row[1];
      var payload = payloads.get(call.id);
      var bound = bindings.get(delivery.bindingSid);
      if (payload == null || !call.deadline.isAfter(now)) {
        late.add(delivery.sid);
      } else if (bound == null || !rings(bound.binding(), call, now)) {
        gone.add(delivery.sid);
      } else if (bound.otherThan(node).isPresent()) {
        elsewhere.put(delivery.sid, bound.otherThan(node).get());
      } else {
        owed.add(owed(delivery, call, payload, bound));
      }
    }
    gone.addAll(removeThoseOfTheDead(elsewhere));
    List<EndingDelivery> ended = new ArrayList<>();
    ended.addAll(new EarlyEnd(entities).end(late, DeliveryStatus.EXPIRED));
    ended.addAll(new EarlyEnd(entities).end(gone, DeliveryStatus.BINDING_GONE));
    handOver(elsewhere);
    return new Loaded(owed, ended);
  }

  /** Whoever is dead serves no connection; to be given it would only send it round. */
  private List<String> removeThoseOfTheDead(Map<String, NodeId> elsewhere) {
    if (elsewhere.isEmpty()) {
      return List.of();
    }
    var holders = elsewhere.values().stream().map(NodeId::value).distinct().toArray(String[]::new);
    var living =
        Set.copyOf(
            new Sql(entities, LIVING).all(row -> new NodeId(row.getString(1)), (Object) holders));
    var ofTheDead =
        elsewhere.keySet().stream().filter(sid -> !living.contains(elsewhere.get(sid))).toList();
    ofTheDead.forEach(elsewhere::remove);
    return ofTheDead;
  }

  /**
   * Gives deliveries to the nodes that hold their connections now, and tells them at the commit.
   * The last thing in a transaction: it waits for writers of outcomes, who must not wait for it.
   *
   * @param holders by the SIDs of the deliveries, in their order
   */
  private void handOver(Map<String, NodeId> holders) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    holders.forEach((sid, holder) -> rows.add(new Object[] {holder.value(), sid, node.value()}));
    var given = new Sql(entities, HAND_OVER).batch(rows);
    Map<NodeId, List<String>> told = new HashMap<>();
    var next = 0;
    for (var one : holders.entrySet()) {
      if (given[next++] == 1) {
        told.computeIfAbsent(one.getValue(), of -> new ArrayList<>()).add(one.getKey());
      }
    }
    told.forEach((holder, sids) -> signals.tell(entities, holder, SignalTopic.OWED, sids));
  }

  private Map<Long, byte[]> payloads(List<Object[]> rows) {
    Map<Long, byte[]> payloads = new HashMap<>();
    var sids = rows.stream().map(row -> ((DeliveryEntity) row[0]).sid).toArray(String[]::new);
    new Sql(entities, PAYLOADS)
        .all(row -> payloads.put(row.getLong(1), row.getBytes(2)), (Object) sids);
    return payloads;
  }

  private Map<String, Bound> bindings(List<Object[]> rows) {
    Map<String, Bound> bindings = new HashMap<>();
    List<Object[]> found =
        entities
            .createQuery(BINDINGS, Object[].class)
            .setParameter(
                "sids",
                rows.stream().map(row -> ((DeliveryEntity) row[0]).bindingSid).distinct().toList())
            .setHint("eclipselink.read-only", true)
            .getResultList();
    for (var row : found) {
      var entity = (BindingEntity) row[0];
      var binding = entity.binding();
      bindings.put(binding.sid().value(), new Bound(binding, entity.holder(), (Number) row[1]));
    }
    return bindings;
  }

  /** A binding that moved to somebody else must not ring for its former owner. */
  private static boolean rings(Binding binding, CallEntity call, Instant now) {
    return binding.status() == BindingStatus.ACTIVE
        && binding.account().value().equals(call.accountSid)
        && binding.identity().value().equals(call.identity)
        && binding.expiresAt().isAfter(now);
  }

  private OwedStore.Owed owed(
      DeliveryEntity delivery, CallEntity call, byte[] payload, Bound bound) {
    var binding = bound.binding();
    var credential = binding.target().credential();
    var version = bound.version();
    return new OwedStore.Owed(
        new Delivery(
            new DeliverySid(delivery.sid),
            notification(call, payload),
            binding.sid(),
            binding.target(),
            binding.registeredAt(),
            credential == null || version == null
                ? null
                : new CredentialRef(credential, version.longValue())),
        Optional.ofNullable(delivery.retryAt));
  }

  private CallNotification notification(CallEntity call, byte[] payload) {
    var account = new AccountSid(call.accountSid);
    var message = new MessageId(call.messageId);
    return new CallNotification(
        account,
        message,
        call.callSid == null ? null : new CallSid(call.callSid),
        call.caller == null ? null : new CallerId(call.caller),
        new Identity(call.identity),
        new CallPayload(cipher.open(payload, CallKeeper.place(account, message))),
        InstantColumn.rounded(call.receivedAt),
        InstantColumn.rounded(call.deadline));
  }

  /**
   * What was found.
   *
   * @param owed to be delivered, by this node
   * @param ended what was not to be delivered any more
   */
  record Loaded(List<OwedStore.Owed> owed, List<EndingDelivery> ended) {}

  /** A binding with the node that holds its connection and the version of its credential. */
  private record Bound(Binding binding, @Nullable NodeId holder, @Nullable Number version) {
    Optional<NodeId> otherThan(NodeId node) {
      return Optional.ofNullable(holder).filter(one -> !one.equals(node));
    }
  }
}
