package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.Identity;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliverySid;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.node.OwedStore.Owed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How nodes stand in for each other, and how calls end by age. */
interface NodesContract {
  Duration SILENCE = Duration.ofSeconds(3);

  TestDatabase database();

  @Test
  default void whatIsOwedIsLoadedAsItWasAdmitted() throws Exception {
    var account = Some.account();
    var credential = Some.credential(account, "push", "secret");
    database().credentials.create(credential, Some.CHANGE);
    var me = node();
    var registration =
        phone(account, "bob", Some.FCM, "one", null, credential.sid(), NOW.minusSeconds(1));
    database().bindings.register(registration, TAKEOVER);
    var admitted = owed(database().callsOf(me).admit(Some.call(account, "bob"), TAKEOVER));

    var sids = database().owedBy(me).owed();
    var loaded = database().owedBy(me).load(sids, NOW);

    assertThat(sids).containsExactly(admitted.get(0).sid());
    assertThat(loaded).containsExactly(new Owed(admitted.get(0), Optional.empty()));
    assertThat(loaded.get(0).delivery().credential())
        .isEqualTo(new CredentialRef(credential.sid(), 1));
  }

  @Test
  default void whatAnotherOwesOrIsAtItsEndIsNotLoaded() {
    var account = Some.account();
    var me = node();
    bind(account, "one");
    bind(account, "two");
    var admitted = owed(database().callsOf(me).admit(Some.call(account, "bob"), TAKEOVER));
    var sids = admitted.stream().map(Delivery::sid).toList();
    database().calls.record(List.of(attempt(admitted.get(0), new Accepted(Optional.empty()))));

    assertThat(database().owedBy(node()).load(sids, NOW)).isEmpty();
    assertThat(database().owedBy(me).load(sids, NOW))
        .extracting(one -> one.delivery().sid())
        .containsExactly(sids.get(1));
    assertThat(database().owedBy(me).owed()).containsExactly(sids.get(1));
  }

  @Test
  default void aProvidersPauseIsKeptAcrossNodes() {
    var account = Some.account();
    var me = node();
    bind(account, "one");
    var delivery = owed(database().callsOf(me).admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    var busy = new Deferred(Optional.of(Duration.ofSeconds(7)), "503", "busy");
    var attempt = attempt(delivery, busy);
    database().calls.record(List.of(attempt));

    assertThat(database().owedBy(me).load(List.of(delivery.sid()), NOW).get(0).notBefore())
        .contains(attempt.at().plus(attempt.took()).plusSeconds(7));
  }

  @Test
  default void theTargetIsTheOneOfNow() {
    var account = Some.account();
    var me = node();
    database().bindings.register(phone(account, "bob", "old", "phone"), TAKEOVER);
    var delivery = owed(database().callsOf(me).admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    database().bindings.register(phone(account, "bob", "new", "phone"), TAKEOVER);

    var loaded = database().owedBy(me).load(List.of(delivery.sid()), NOW).get(0);
    assertThat(loaded.delivery().target().address()).isEqualTo(new Address("new"));
  }

  @Test
  default void aBindingThatIsGoneOrSomebodyElsesEndsItsDelivery() {
    var account = Some.account();
    var me = node();
    var deleted = bind(account, "one");
    bind(account, "two");
    var call = Some.call(account, "bob");
    var sids = sids(database().callsOf(me).admit(call, TAKEOVER));
    database().bindings.delete(account, List.of(deleted.sid()), Some.ADMIN, NOW);
    database().bindings.register(phone(account, "eve", "two", null), TAKEOVER);

    assertThat(database().owedBy(me).load(sids, NOW)).isEmpty();

    assertThat(find(call).deliveries())
        .extracting(one -> one.status())
        .containsOnly(DeliveryStatus.BINDING_GONE);
    assertThat(find(call).status()).isEqualTo(CallStatus.FAILED);
    assertThat(database().owedBy(me).owed()).isEmpty();
    assertThat(database().told(account))
        .containsExactlyInAnyOrder(
            Event.delivery(account, call.messageId(), sids.get(0)),
            Event.delivery(account, call.messageId(), sids.get(1)),
            Event.call(account, call.messageId()));
  }

  @Test
  default void atTheDeadlineItIsExpiredInsteadOfLoaded() {
    var account = Some.account();
    var me = node();
    bind(account, "one");
    var call = Some.call(account, "bob");
    var sids = sids(database().callsOf(me).admit(call, TAKEOVER));

    assertThat(database().owedBy(me).load(sids, call.deadline())).isEmpty();

    assertThat(find(call).status()).isEqualTo(CallStatus.EXPIRED);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.EXPIRED);
  }

  @Test
  default void aDeadNodesDeliveriesAreTakenOverOnce() throws Exception {
    var account = Some.account();
    var dead = node();
    database().nodesSeenBy(dead).beat();
    bind(account, "one");
    bind(account, "two");
    for (int i = 0; i < 10; i++) {
      database().callsOf(dead).admit(Some.call(account, "bob"), TAKEOVER);
    }
    var me = node();
    takeTheRestOfOtherTests();
    assertThat(database().nodesSeenBy(me).beat()).isFalse();
    database().nodesSeenBy(me).buryDead(SILENCE);
    assertThat(database().owedBy(me).takeFromDead(SILENCE, 100)).isEmpty();

    silence(dead);
    assertThat(database().nodesSeenBy(me).buryDead(SILENCE)).isPositive();
    var taken = database().owedBy(me).takeFromDead(SILENCE, 5);
    assertThat(taken).hasSize(5);
    var rest =
        Together.run(4, i -> database().owedBy(node()).takeFromDead(SILENCE, 100)).stream()
            .flatMap(List::stream)
            .toList();

    assertThat(rest).hasSizeLessThanOrEqualTo(15).doesNotHaveDuplicates();
    assertThat(rest).doesNotContainAnyElementsOf(taken);
    assertThat(database().owedBy(me).owed()).containsExactlyInAnyOrderElementsOf(taken);
  }

  @Test
  default void theOldestDeadlineIsTakenFirst() {
    var account = Some.account();
    var dead = node();
    database().nodesSeenBy(dead).beat();
    bind(account, "one");
    var late = later(Some.call(account, "bob"), 60);
    var soon = later(Some.call(account, "bob"), 5);
    database().callsOf(dead).admit(late, TAKEOVER);
    var first = sids(database().callsOf(dead).admit(soon, TAKEOVER));
    takeTheRestOfOtherTests();
    silence(dead);
    database().nodesSeenBy(node()).buryDead(SILENCE);

    assertThat(database().owedBy(node()).takeFromDead(SILENCE, 1)).isEqualTo(first);
  }

  @Test
  default void whoWasGivenUpIsToldWhenItComesBack() {
    var account = Some.account();
    var slow = node();
    database().nodesSeenBy(slow).beat();
    assertThat(database().nodesSeenBy(slow).beat()).isTrue();
    var connection = connect(account, slow);

    silence(slow);
    database().nodesSeenBy(node()).buryDead(SILENCE);

    assertThat(database().bindings.find(account, connection.sid())).isEmpty();
    assertThat(database().told)
        .containsOnlyOnce(Event.binding(account, connection.sid(), "deleted"));
    assertThat(database().nodesSeenBy(slow).beat()).isFalse();
    assertThat(database().nodesSeenBy(slow).beat()).isTrue();
    database().nodesSeenBy(node()).buryDead(SILENCE);
    assertThat(database().nodesSeenBy(slow).beat()).isTrue();
  }

  @Test
  default void whatOneLeavesAnyOtherTakes() {
    var account = Some.account();
    var leaving = node();
    var me = node();
    database().nodesSeenBy(me).beat();
    database().nodesSeenBy(leaving).beat();
    bind(account, "one");
    var connection = connect(account, leaving);
    var sids =
        new HashSet<>(sids(database().callsOf(leaving).admit(Some.call(account, "bob"), TAKEOVER)));
    assertThat(database().owedBy(me).takeFromGone(10_000)).doesNotContainAnyElementsOf(sids);

    database().nodesSeenBy(leaving).leave();

    assertThat(database().owedBy(me).takeFromGone(10_000)).containsAll(sids);
    assertThat(database().bindings.find(account, connection.sid())).isEmpty();
    assertThat(database().told)
        .containsOnlyOnce(Event.binding(account, connection.sid(), "deleted"));
    assertThat(database().owedBy(leaving).owed()).isEmpty();
  }

  @Test
  default void whoLeftIsTakenFromUntilNothingIsLeftAndMayComeBack() {
    var account = Some.account();
    var gone = node();
    var me = node();
    var other = node();
    List.of(me, other).forEach(one -> database().nodesSeenBy(one).beat());
    bind(account, "one");
    bind(account, "two");
    database().owedBy(other).takeFromGone(10_000);
    database().callsOf(gone).admit(Some.call(account, "bob"), TAKEOVER);

    assertThat(database().owedBy(me).takeFromGone(1)).hasSize(1);
    assertThat(database().owedBy(other).takeFromGone(1)).hasSize(1);
    assertThat(database().owedBy(me).takeFromGone(1)).isEmpty();

    assertThat(database().nodesSeenBy(gone).beat()).isFalse();
    assertThat(database().nodesSeenBy(gone).beat()).isTrue();
    database().callsOf(gone).admit(Some.call(account, "bob"), TAKEOVER);
    assertThat(database().owedBy(me).takeFromGone(10)).isEmpty();
    assertThat(database().owedBy(me).takeFromDead(SILENCE, 10)).isEmpty();
  }

  @Test
  default void aConnectionIsOwedByTheNodeThatHoldsIt() {
    var account = Some.account();
    var holder = node();
    var me = node();
    var connection = connect(account, holder);
    bind(account, "one");
    var call = Some.call(account, "bob");

    var admission = database().callsOf(me).admit(call, TAKEOVER);

    assertThat(admission.bindings()).isEqualTo(2);
    assertThat(owed(admission)).extracting(Delivery::channel).containsExactly(Some.FCM);
    assertThat(((Admission.Kept) admission).elsewhere()).isEqualTo(1);
    var there = database().owedBy(holder);
    assertThat(there.load(there.owed(), NOW))
        .extracting(one -> one.delivery().binding())
        .containsExactly(connection.sid());
  }

  /** The client came back elsewhere while its former node was down. */
  @Test
  default void aConnectionThatMovedIsRungByTheNodeThatHoldsItNow() {
    var account = Some.account();
    var former = node();
    var holder = node();
    database().nodesSeenBy(holder).beat();
    connect(account, former, "phone");
    var call = Some.call(account, "bob");
    database().callsOf(former).admit(call, TAKEOVER);
    var moved = connect(account, holder, "phone");
    var here = database().owedBy(former);
    var sids = here.owed();

    assertThat(here.load(sids, NOW)).isEmpty();

    assertThat(here.owed()).isEmpty();
    var there = database().owedBy(holder);
    assertThat(there.owed()).isEqualTo(sids);
    assertThat(there.load(sids, NOW))
        .extracting(one -> one.delivery().target())
        .containsExactly(moved.target());
    assertThat(find(call).status()).isEqualTo(CallStatus.PENDING);
  }

  @Test
  default void aConnectionOfANodeThatIsGoneEndsItsDelivery() {
    var account = Some.account();
    var former = node();
    var gone = node();
    database().nodesSeenBy(former).beat();
    connect(account, former, "phone");
    var call = Some.call(account, "bob");
    database().callsOf(former).admit(call, TAKEOVER);
    connect(account, gone, "phone");
    var here = database().owedBy(former);

    assertThat(here.load(here.owed(), NOW)).isEmpty();

    assertThat(here.owed()).isEmpty();
    assertThat(database().owedBy(gone).owed()).isEmpty();
    assertThat(find(call).status()).isEqualTo(CallStatus.FAILED);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.BINDING_GONE);
  }

  @Test
  default void payloadsAreErasedAndPendingCallsExpiredAfterTheDeadline() {
    var account = Some.account();
    var me = node();
    bind(account, "one");
    var call = Some.call(account, "bob");
    var delivery = owed(database().callsOf(me).admit(call, TAKEOVER)).get(0);
    var other = later(Some.call(account, "bob"), 60);
    database().callsOf(me).admit(other, TAKEOVER);

    all(() -> database().expiry.endCalls(call.deadline(), 100));

    assertThat(find(call).status()).isEqualTo(CallStatus.EXPIRED);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.EXPIRED);
    assertThat(database().told(account))
        .containsExactlyInAnyOrder(
            Event.call(account, call.messageId()),
            Event.delivery(account, call.messageId(), delivery.sid()));
    assertThat(payloads(account)).isEqualTo(1);
    assertThat(find(other).status()).isEqualTo(CallStatus.PENDING);
    // The provider had taken it in time; only the record was late.
    database().calls.record(List.of(attempt(delivery, new Accepted(Optional.empty()))));
    assertThat(find(call).status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.ACCEPTED);
  }

  @Test
  default void aClockThatIsAheadEndsNoCall() {
    var account = Some.account();
    bind(account, "one");
    var future = later(Some.call(account, "bob"), 40_000_000);
    database().calls.admit(future, TAKEOVER);

    all(() -> database().expiry.endCalls(future.deadline().plusSeconds(9), 100));

    assertThat(find(future).status()).isEqualTo(CallStatus.PENDING);
  }

  @Test
  default void oldCallsAndDeadBindingsAreDeleted() {
    var account = Some.account();
    var dead = bind(account, "dead");
    var expired = bind(account, "expired");
    var alive = bind(account, "alive");
    var call = Some.call(account, "bob");
    database().calls.admit(call, TAKEOVER);
    database().execute("UPDATE binding SET status = 'INVALID' WHERE sid = '" + dead.sid() + "'");
    database().execute("UPDATE binding SET expires_at = 5 WHERE sid = '" + expired.sid() + "'");

    all(() -> database().expiry.deleteCalls(call.deadline(), 2));
    all(() -> database().expiry.deleteBindings(NOW, NOW, 2));
    assertThat(database().records.find(account, call.messageId())).isPresent();
    assertThat(database().bindings.find(account, dead.sid())).isPresent();
    assertThat(database().bindings.find(account, expired.sid())).isEmpty();

    all(() -> database().expiry.deleteCalls(call.deadline().plusSeconds(1), 2));
    all(() -> database().expiry.deleteBindings(NOW.plusSeconds(1), NOW, 2));
    assertThat(database().told(account)).contains(Event.binding(account, dead.sid(), "deleted"));
    assertThat(database().records.find(account, call.messageId())).isEmpty();
    assertThat(database().bindings.find(account, dead.sid())).isEmpty();
    assertThat(database().bindings.find(account, alive.sid())).isPresent();
  }

  private Binding bind(AccountSid account, String address) {
    return database().bindings.register(phone(account, "bob", address, null), TAKEOVER).binding();
  }

  private Binding connect(AccountSid account, NodeId holder) {
    return connect(account, holder, null);
  }

  private Binding connect(AccountSid account, NodeId holder, @Nullable String device) {
    var target =
        new Target(
            new Channel("websocket"), new Address("ws-" + Some.message()), null, null, Map.of());
    return database()
        .bindings
        .register(
            new Registration(
                account,
                new Identity("bob"),
                target,
                device == null ? null : new DeviceId(device),
                List.of(),
                null,
                holder,
                NOW,
                Some.ADMIN),
            TAKEOVER)
        .binding();
  }

  private CallRecord find(CallNotification call) {
    return database().records.find(call.account(), call.messageId()).orElseThrow();
  }

  private int payloads(AccountSid account) {
    return database()
        .execute(
            "UPDATE ring_call SET bindings = bindings WHERE payload IS NOT NULL AND account_sid = '"
                + account
                + "'");
  }

  private void takeTheRestOfOtherTests() {
    database().owedBy(node()).takeFromDead(SILENCE, 10_000);
  }

  /** Nothing has been heard of the node for ten seconds. */
  private void silence(NodeId node) {
    assertThat(
            database()
                .execute("UPDATE node SET seen_at = seen_at - 10000000 WHERE id = '" + node + "'"))
        .isOne();
  }

  private static List<DeliverySid> sids(Admission admission) {
    return owed(admission).stream().map(Delivery::sid).toList();
  }

  private static void all(IntSupplier batch) {
    while (batch.getAsInt() > 0) {
      // until nothing is left
    }
  }

  private static NodeId node() {
    return new NodeId("node-" + Some.message());
  }

  private static CallNotification later(CallNotification call, int seconds) {
    return new CallNotification(
        call.account(),
        call.messageId(),
        call.callSid(),
        call.from(),
        call.identity(),
        call.payload(),
        call.receivedAt(),
        call.receivedAt().plusSeconds(seconds));
  }
}
