package io.ringdown.storage.call;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Channel;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallLeg;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.delivery.OngoingCalls;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.node.EndedSignal;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.storage.binding.AddressHash;
import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.node.SignalLine;
import io.ringdown.storage.secret.SecretCipher;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The rows of {@code ring_call} and {@code delivery} that are still of use to somebody. */
public final class OngoingTable implements OngoingCalls {
  private static final String LOCK =
      "SELECT id, deadline FROM ring_call WHERE account_sid = ? AND call_sid = ?"
          + " ORDER BY id FOR UPDATE";
  private static final String ENDED =
      "UPDATE ring_call SET ended_at = ? WHERE account_sid = ? AND call_sid = ?"
          + " AND ended_at IS NULL";
  private static final String CANCELLED =
      "UPDATE delivery SET status = 'CANCELLED', owed_by = NULL WHERE status = 'PENDING'"
          + " AND call_id IN"
          + " (SELECT id FROM ring_call WHERE account_sid = ? AND call_sid = ?)";

  /** An accepted one stays accepted: what is pending here is what no provider took. */
  private static final String FAILED =
      "UPDATE ring_call SET status = 'FAILED' WHERE account_sid = ? AND call_sid = ?"
          + " AND status = 'PENDING'";

  private static final String ENDED_SINCE =
      "SELECT account_sid, call_sid, deadline FROM ring_call"
          + " WHERE ended_at >= ? AND deadline > ? AND call_sid IS NOT NULL";
  private static final String BOUND =
      "SELECT b.address_hash FROM delivery d JOIN binding b ON b.sid = d.binding_sid"
          + " WHERE d.sid = ? AND d.status = 'PENDING' AND d.owed_by = ?"
          + " AND b.account_sid = ? AND b.identity = ? AND b.status = 'ACTIVE'";

  /** With those of the other calls of its leg, which may ring addresses in its place. */
  private static final String STATUSES =
      "SELECT d.status FROM ring_call c JOIN delivery d ON d.call_id = c.id"
          + " WHERE c.account_sid = ? AND c.message_id = ?"
          + " UNION ALL SELECT d.status FROM ring_call c JOIN delivery d ON d.call_id = c.id"
          + " WHERE c.account_sid = ? AND c.call_sid ="
          + " (SELECT call_sid FROM ring_call WHERE account_sid = ? AND message_id = ?)";

  /** As whoever keeps a delivery for a late device does: one after the other. */
  private static final String LOCK_ONE =
      "SELECT id FROM ring_call WHERE account_sid = ? AND message_id = ? FOR UPDATE";

  private static final Set<DeliveryStatus> ALL_DEAD = EnumSet.of(DeliveryStatus.BINDING_GONE);
  private static final String UNREACHABLE =
      "UPDATE ring_call SET bindings = 0 WHERE account_sid = ? AND message_id = ?";

  private final Database database;
  private final SecretCipher cipher;
  private final NodeId node;
  private final CallKeeper keeper;
  private final SignalLine signals;
  private final EventLog events;

  /**
   * @param node who owes what is kept here
   * @param random makes SIDs; must be hard to guess and safe for several threads
   */
  public OngoingTable(
      Database database,
      SecretCipher cipher,
      NodeId node,
      RandomGenerator random,
      SignalLine signals,
      EventLog events) {
    this.database = database;
    this.cipher = cipher;
    this.node = node;
    this.keeper = new CallKeeper(cipher, node, random, signals);
    this.signals = signals;
    this.events = events;
  }

  @Override
  public Optional<Instant> end(CallLeg leg, Instant at) {
    var account = leg.account().value();
    var callSid = leg.callSid().value();
    var ended = database.untilItFits(entities -> end(entities, leg, account, callSid, at));
    EndingDelivery.events(ended.cancelled()).forEach(events::record);
    return ended.until();
  }

  private Ended end(
      EntityManager entities, CallLeg leg, String account, String callSid, Instant at) {
    var deadlines = new HashMap<Long, Instant>();
    new Sql(entities, LOCK)
        .all(
            row -> deadlines.put(row.getLong(1), InstantColumn.time(row.getLong(2))),
            account,
            callSid);
    if (deadlines.isEmpty()) {
      return Ended.NOTHING;
    }
    var pending = EndingDelivery.of(entities, deadlines.keySet().toArray(Long[]::new));
    int ended = new Sql(entities, ENDED).update(InstantColumn.micros(at), account, callSid);
    int cancelled = new Sql(entities, CANCELLED).update(account, callSid);
    new Sql(entities, FAILED).update(account, callSid);
    if (ended + cancelled == 0) {
      return Ended.NOTHING;
    }
    var deadline = Collections.max(deadlines.values());
    signals.tellAll(entities, SignalTopic.ENDED, EndedSignal.text(new EndedLeg(leg, deadline)));
    return new Ended(Optional.of(deadline), pending);
  }

  @Override
  public List<EndedLeg> endedSince(Instant since, Instant now) {
    return database.reading(
        entities ->
            new Sql(entities, ENDED_SINCE)
                .all(
                    row ->
                        new EndedLeg(
                            new CallLeg(
                                new AccountSid(row.getString(1)), new CallSid(row.getString(2))),
                            InstantColumn.time(row.getLong(3))),
                    InstantColumn.micros(since),
                    InstantColumn.micros(now)));
  }

  @Override
  public boolean isCalled(AccountSid account, Identity identity, Instant now) {
    return database.reading(
        entities ->
            new Sql(entities, "SELECT 1" + LateKeeper.CALLED + " LIMIT 1")
                .first(row -> row.getInt(1), LateKeeper.called(account, identity, now))
                .isPresent());
  }

  @Override
  public boolean isStillBound(Delivery delivery) {
    var address = delivery.target().address();
    return database.reading(
        entities ->
            new Sql(entities, BOUND)
                .first(
                    row ->
                        address == null || Arrays.equals(row.getBytes(1), AddressHash.of(address)),
                    delivery.sid().value(),
                    node.value(),
                    delivery.call().account().value(),
                    delivery.call().identity().value())
                .orElse(false));
  }

  @Override
  public List<Delivery> owedLate(
      AccountSid account,
      Identity identity,
      AccountPolicy policy,
      Set<Channel> channels,
      Instant now) {
    return database.untilItFits(
        entities -> late(entities).owe(account, identity, policy, channels, now));
  }

  @Override
  public Set<DeliveryStatus> statuses(AccountSid account, MessageId messageId) {
    return database.reading(entities -> statuses(entities, account.value(), messageId.value()));
  }

  @Override
  public boolean proveUnreachable(AccountSid account, MessageId messageId) {
    var key = new Object[] {account.value(), messageId.value()};
    return database.untilItFits(
        entities ->
            new Sql(entities, LOCK_ONE).first(row -> true, key).isPresent()
                && statuses(entities, account.value(), messageId.value()).equals(ALL_DEAD)
                && new Sql(entities, UNREACHABLE).update(key) == 1);
  }

  private static Set<DeliveryStatus> statuses(
      EntityManager entities, String account, String messageId) {
    var statuses = EnumSet.noneOf(DeliveryStatus.class);
    statuses.addAll(
        new Sql(entities, STATUSES)
            .all(
                row -> DeliveryStatus.valueOf(row.getString(1)),
                account,
                messageId,
                account,
                account,
                messageId));
    return statuses;
  }

  private LateKeeper late(EntityManager entities) {
    return new LateKeeper(entities, keeper, cipher);
  }

  /**
   * What the end of a call leg changed.
   *
   * @param until as in {@link #end(CallLeg, Instant)}
   */
  private record Ended(Optional<Instant> until, List<EndingDelivery> cancelled) {
    static final Ended NOTHING = new Ended(Optional.empty(), List.of());
  }
}
