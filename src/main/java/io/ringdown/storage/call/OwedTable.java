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
import io.ringdown.storage.binding.BindingEntity;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final String PAYLOADS =
      "SELECT id, payload FROM ring_call"
          + " WHERE id IN (SELECT call_id FROM delivery WHERE sid = ANY(?)) AND payload IS NOT NULL";

  private final Database database;
  private final SecretCipher cipher;
  private final NodeId node;

  /**
   * @param node this one
   */
  public OwedTable(Database database, SecretCipher cipher, NodeId node) {
    this.database = database;
    this.cipher = cipher;
    this.node = node;
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
          debtors.removeIf(
              debtor -> new Sql(entities, KNOWN).first(row -> true, debtor).isPresent());
          return take(entities, debtors, limit);
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
    for (var row : rows) {
      var delivery = (DeliveryEntity) row[0];
      var call = (CallEntity) row[1];
      var payload = payloads.get(call.id);
      var bound = bindings.get(delivery.bindingSid);
      if (payload == null || !call.deadline.isAfter(now)) {
        late.add(delivery.sid);
      } else if (bound == null || !rings(bound.binding(), call, now)) {
        gone.add(delivery.sid);
      } else {
        owed.add(owed(delivery, call, payload, bound));
      }
    }
    new EarlyEnd(entities).end(late, DeliveryStatus.EXPIRED);
    new EarlyEnd(entities).end(gone, DeliveryStatus.BINDING_GONE);
    return owed;
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
      var binding = ((BindingEntity) row[0]).binding();
      bindings.put(binding.sid().value(), new Bound(binding, (Number) row[1]));
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

  /** A binding with the version of its credential. */
  private record Bound(Binding binding, @Nullable Number version) {}
}
