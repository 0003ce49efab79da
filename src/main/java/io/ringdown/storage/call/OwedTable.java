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
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The column {@code delivery.owed_by}: who must deliver what, and what is needed to do it. */
public final class OwedTable implements OwedStore {
  private static final String OWED = "SELECT sid FROM delivery WHERE owed_by = ?";

  /** Locked with the claim, so that none of them beats meanwhile and goes on with it too. */
  private static final String DEAD =
      "SELECT id FROM node WHERE seen_at < "
          + Sql.NOW
          + " - ? AND buried_at IS NOT NULL AND id <> ? ORDER BY id FOR UPDATE SKIP LOCKED";

  private static final String DEBTORS =
      "SELECT DISTINCT owed_by FROM delivery WHERE owed_by IS NOT NULL AND owed_by <> ?";
  private static final String KNOWN = "SELECT id FROM node WHERE id = ?";

  /** Whoever comes back to this name waits for it, and then sees what is left. */
  private static final String TOMBSTONE =
      "INSERT INTO node (id, seen_at, buried_at) VALUES (?, 0, "
          + Sql.NOW
          + ") ON CONFLICT DO NOTHING";

  private static final String BURIED =
      "SELECT id FROM node WHERE id = ANY(?) AND buried_at IS NOT NULL"
          + " ORDER BY id FOR UPDATE SKIP LOCKED";
  private static final String OLDEST =
      "SELECT sid FROM delivery WHERE owed_by = ? ORDER BY"
          + " (SELECT c.deadline FROM ring_call c WHERE c.id = delivery.call_id), sid"
          + " LIMIT ? FOR UPDATE SKIP LOCKED";
  private static final String TAKE = "UPDATE delivery SET owed_by = ? WHERE sid = ANY(?)";

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

  private final Database database;
  private final SecretCipher cipher;
  private final NodeId node;
  private final SignalLine signals;

  /**
   * @param node this one
   * @param signals tells the nodes that hold connections
   */
  public OwedTable(Database database, SecretCipher cipher, NodeId node, SignalLine signals) {
    this.database = database;
    this.cipher = cipher;
    this.node = node;
    this.signals = signals;
  }

  @Override
  public List<DeliverySid> owed() {
    return database.inTransaction(
        entities ->
            new Sql(entities, OWED).all(row -> new DeliverySid(row.getString(1)), node.value()));
  }

  @Override
  public List<DeliverySid> takeFromDead(Duration silence, int limit) {
    return database.untilItFits(
        entities ->
            take(
                entities,
                new Sql(entities, DEAD)
                    .all(
                        row -> row.getString(1),
                        TimeUnit.NANOSECONDS.toMicros(silence.toNanos()),
                        node.value()),
                limit));
  }

  @Override
  public List<DeliverySid> takeFromGone(int limit) {
    return database.untilItFits(
        entities -> {
          var debtors = new Sql(entities, DEBTORS).all(row -> row.getString(1), node.value());
          // In one order, so that two who take from the same ones never wait for each other.
          debtors.sort(Comparator.naturalOrder());
          for (var debtor : debtors) {
            if (new Sql(entities, KNOWN).first(row -> true, debtor).isEmpty()) {
              new Sql(entities, TOMBSTONE).update(debtor);
            }
          }
          var buried =
              new Sql(entities, BURIED)
                  .all(row -> row.getString(1), (Object) debtors.toArray(String[]::new));
          return take(entities, buried, limit);
        });
  }

  private List<DeliverySid> take(EntityManager entities, List<String> debtors, int limit) {
    List<String> taken = new ArrayList<>();
    for (var debtor : debtors) {
      if (taken.size() < limit) {
        taken.addAll(
            new Sql(entities, OLDEST).all(row -> row.getString(1), debtor, limit - taken.size()));
      }
    }
    if (!taken.isEmpty()) {
      new Sql(entities, TAKE).update(node.value(), taken.toArray(String[]::new));
    }
    return taken.stream().map(DeliverySid::new).toList();
  }

  @Override
  public List<Owed> load(List<DeliverySid> sids, Instant now) {
    var names = sids.stream().map(DeliverySid::value).toList();
    return database.untilItFits(entities -> load(entities, names, now));
  }

  private List<Owed> load(EntityManager entities, List<String> sids, Instant now) {
    List<Object[]> rows =
        entities
            .createQuery(LOAD, Object[].class)
            .setParameter("sids", sids)
            .setParameter("node", node.value())
            .setParameter("pending", DeliveryStatus.PENDING)
            .setHint("eclipselink.read-only", true)
            .getResultList();
    if (rows.isEmpty()) {
      return List.of();
    }
    var payloads = payloads(entities, rows);
    var bindings = bindings(entities, rows);
    List<Owed> owed = new ArrayList<>();
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
    gone.addAll(removeThoseOfTheDead(entities, elsewhere));
    new EarlyEnd(entities).end(late, DeliveryStatus.EXPIRED);
    new EarlyEnd(entities).end(gone, DeliveryStatus.BINDING_GONE);
    handOver(entities, elsewhere);
    return owed;
  }

  /** Whoever is dead serves no connection; to be given it would only send it round. */
  private static List<String> removeThoseOfTheDead(
      EntityManager entities, Map<String, NodeId> elsewhere) {
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
  private void handOver(EntityManager entities, Map<String, NodeId> holders) {
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

  private static Map<Long, byte[]> payloads(EntityManager entities, List<Object[]> rows) {
    Map<Long, byte[]> payloads = new HashMap<>();
    var sids = rows.stream().map(row -> ((DeliveryEntity) row[0]).sid).toArray(String[]::new);
    new Sql(entities, PAYLOADS)
        .all(row -> payloads.put(row.getLong(1), row.getBytes(2)), (Object) sids);
    return payloads;
  }

  private static Map<String, Bound> bindings(EntityManager entities, List<Object[]> rows) {
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

  private Owed owed(DeliveryEntity delivery, CallEntity call, byte[] payload, Bound bound) {
    var binding = bound.binding();
    var credential = binding.target().credential();
    var version = bound.version();
    return new Owed(
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

  /** A binding with the node that holds its connection and the version of its credential. */
  private record Bound(Binding binding, @Nullable NodeId holder, @Nullable Number version) {
    Optional<NodeId> otherThan(NodeId node) {
      return Optional.ofNullable(holder).filter(one -> !one.equals(node));
    }
  }
}
