package io.ringdown.storage.call;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingMatch;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallPayload;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What keeps deliveries to those who came while they were being called, within one transaction. The
 * calls are locked, so that they are not ended meanwhile and two that come at once are numbered one
 * after the other.
 */
final class LateKeeper {
  /** No call rings longer. */
  private static final Duration LONGEST = Duration.ofMinutes(11);

  /**
   * A binding that is registered earlier than this before the call was seen by its match, unless
   * clocks differ by more.
   */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  static final String CALLED =
      " FROM ring_call WHERE account_sid = ? AND identity = ? AND received_at > ?"
          + " AND deadline > ? AND ended_at IS NULL AND bindings > 0 AND payload IS NOT NULL";
  private static final String CALLS =
      "SELECT id, message_id, call_sid, caller, payload, received_at, deadline"
          + CALLED
          + " ORDER BY id FOR UPDATE";
  private static final String REVIVED =
      "UPDATE ring_call SET status = 'PENDING' WHERE id = ? AND status = 'FAILED'";

  private final EntityManager entities;
  private final CallKeeper keeper;
  private final SecretCipher cipher;

  LateKeeper(EntityManager entities, CallKeeper keeper, SecretCipher cipher) {
    this.entities = entities;
    this.keeper = keeper;
    this.cipher = cipher;
  }

  /** What {@link #CALLED} is asked with. */
  static Object[] called(AccountSid account, Identity identity, Instant now) {
    return new Object[] {
      account.value(),
      identity.value(),
      InstantColumn.micros(now.minus(LONGEST)),
      InstantColumn.micros(now)
    };
  }

  List<Delivery> owe(
      AccountSid account,
      Identity identity,
      AccountPolicy policy,
      Set<Channel> channels,
      Instant now) {
    var calls =
        new Sql(entities, CALLS)
            .all(row -> ringing(row, account, identity), called(account, identity, now));
    if (calls.isEmpty()) {
      return List.of();
    }
    var callee = Callee.of(entities, account, identity, now);
    var chosen =
        BindingMatch.choose(callee.bindings(), policy, now).bindings().stream()
            .filter(binding -> channels.contains(binding.target().channel()))
            .toList();
    var delivered = delivered(calls);
    List<Delivery> owed = new ArrayList<>();
    for (var call : calls) {
      var late = chosen.stream().filter(isLateFor(call, calls, delivered)).toList();
      if (!late.isEmpty()) {
        owed.addAll(owe(call, late, delivered, callee));
      }
    }
    return owed;
  }

  private List<Delivery> owe(
      Ringing call, List<Binding> late, Map<Long, List<DeliveryEntity>> delivered, Callee callee) {
    var before = delivered.getOrDefault(call.id(), List.of());
    var next = before.stream().mapToInt(delivery -> delivery.ordinal + 1).max().orElse(0);
    var owed = keeper.owe(entities, call.notification(), call.id(), next, late, callee);
    if (!owed.here().isEmpty() || owed.elsewhere() > 0) {
      new Sql(entities, REVIVED).update(call.id());
    }
    return owed.here();
  }

  private Map<Long, List<DeliveryEntity>> delivered(List<Ringing> calls) {
    Map<Long, List<DeliveryEntity>> delivered = new HashMap<>();
    entities
        .createQuery(
            "SELECT d FROM DeliveryEntity d WHERE d.callId IN :calls", DeliveryEntity.class)
        .setParameter("calls", calls.stream().map(Ringing::id).toList())
        .setHint("eclipselink.read-only", true)
        .getResultStream()
        .forEach(d -> delivered.computeIfAbsent(d.callId, id -> new ArrayList<>()).add(d));
    return delivered;
  }

  private static Predicate<Binding> isLateFor(
      Ringing call, List<Ringing> calls, Map<Long, List<DeliveryEntity>> delivered) {
    var since = call.notification().receivedAt().minus(OVERLAP);
    var ofTheLeg =
        calls.stream()
            .filter(other -> other.isOfLeg(call))
            .flatMap(other -> delivered.getOrDefault(other.id(), List.of()).stream())
            .filter(LateKeeper::reachesIt)
            .toList();
    return binding ->
        !binding.registeredAt().isBefore(since)
            && ofTheLeg.stream().noneMatch(delivery -> isTo(delivery, binding));
  }

  private static boolean reachesIt(DeliveryEntity delivery) {
    return delivery.status == DeliveryStatus.PENDING || delivery.status == DeliveryStatus.ACCEPTED;
  }

  private static boolean isTo(DeliveryEntity delivery, Binding binding) {
    var device = binding.deviceId();
    return delivery.channel.equals(binding.target().channel().name())
        && (delivery.bindingSid.equals(binding.sid().value())
            || (device != null && device.value().equals(delivery.deviceId)));
  }

  private Ringing ringing(ResultSet row, AccountSid account, Identity identity)
      throws SQLException {
    var messageId = new MessageId(row.getString(2));
    var callSid = row.getString(3);
    var caller = row.getString(4);
    var payload = cipher.open(row.getBytes(5), CallKeeper.place(account, messageId));
    return new Ringing(
        row.getLong(1),
        new CallNotification(
            account,
            messageId,
            callSid == null ? null : new CallSid(callSid),
            caller == null ? null : new CallerId(caller),
            identity,
            new CallPayload(payload),
            InstantColumn.time(row.getLong(6)),
            InstantColumn.time(row.getLong(7))));
  }

  /** A call that rings now. */
  private record Ringing(long id, CallNotification notification) {
    boolean isOfLeg(Ringing other) {
      @Nullable CallSid leg = notification.callSid();
      return id == other.id || (leg != null && Objects.equals(leg, other.notification.callSid()));
    }
  }
}
