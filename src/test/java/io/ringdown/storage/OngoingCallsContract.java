package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.Identity;
import io.ringdown.delivery.Admission.Repeated;
import io.ringdown.delivery.CallLeg;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Cancelled;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.delivery.OngoingCalls;
import io.ringdown.delivery.OngoingCalls.EndedLeg;
import io.ringdown.delivery.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What changes a call after it was admitted. */
interface OngoingCallsContract {
  Identity BOB = new Identity("bob");
  Instant DURING = NOW.plusSeconds(5);
  BindingGone DEAD = new BindingGone(Optional.empty(), "UNREGISTERED", "not a valid token");

  TestDatabase database();

  private OngoingCalls ongoing() {
    return database().ongoing;
  }

  @Test
  default void anEndedCallIsCancelledAsFarAsItIsNotDelivered() {
    var account = Some.account();
    bind(account, "one", null, NOW.minusSeconds(2));
    bind(account, "two", null, NOW.minusSeconds(1));
    var call = admitted(account);
    var owed = owed(database().calls.admit(copy(call), TAKEOVER));
    assertThat(owed).isEmpty();
    var first = database().records.find(account, call.messageId()).orElseThrow();
    var delivery = delivery(call, first.deliveries().get(0).sid().value());
    database().calls.record(List.of(attempt(delivery, new Accepted(Optional.empty()))));

    assertThat(ongoing().end(leg(call), DURING)).contains(call.deadline());

    var record = find(call);
    assertThat(record.status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(record.deliveries())
        .extracting(CallRecord.DeliveryRecord::status)
        .containsExactly(DeliveryStatus.ACCEPTED, DeliveryStatus.CANCELLED);
    assertThat(database().told(account))
        .containsExactlyInAnyOrder(
            Event.delivery(account, call.messageId(), record.deliveries().get(1).sid()),
            Event.call(account, call.messageId()));
    assertThat(ongoing().end(leg(call), DURING)).isEmpty();
    assertThat(ongoing().endedSince(DURING, DURING))
        .contains(new EndedLeg(leg(call), call.deadline()));
    assertThat(ongoing().endedSince(DURING.plusSeconds(1), DURING))
        .doesNotContain(new EndedLeg(leg(call), call.deadline()));
  }

  @Test
  default void whatBecameOfACallIsTold() {
    var account = Some.account();
    bind(account, "one", null, NOW.minusSeconds(2));
    bind(account, "two", null, NOW.minusSeconds(1));
    var call = Some.call(account, "bob");
    var owed = owed(database().calls.admit(call, TAKEOVER));
    assertThat(ongoing().statuses(account, call.messageId()))
        .containsExactly(DeliveryStatus.PENDING);

    database().calls.record(List.of(attempt(owed.get(0), new Accepted(Optional.empty()))));

    assertThat(ongoing().statuses(account, call.messageId()))
        .containsExactlyInAnyOrder(DeliveryStatus.PENDING, DeliveryStatus.ACCEPTED);
    assertThat(ongoing().statuses(Some.account(), call.messageId())).isEmpty();
  }

  @Test
  default void anotherCallOfALegIsAcceptedWithTheOneThatRings() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = Some.call(account, "bob");
    var owed = owed(database().calls.admit(call, TAKEOVER));
    var during = copy(call);
    assertThat(owed(database().calls.admit(during, TAKEOVER))).isEmpty();
    assertThat(ongoing().statuses(account, during.messageId()))
        .containsExactly(DeliveryStatus.PENDING);
    assertThat(find(during).status()).isEqualTo(CallStatus.PENDING);

    database().calls.record(List.of(attempt(owed.get(0), new Accepted(Optional.empty()))));
    var after = copy(call);
    assertThat(owed(database().calls.admit(after, TAKEOVER))).isEmpty();

    assertThat(find(during).status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(find(after).status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(ongoing().statuses(account, after.messageId()))
        .containsExactly(DeliveryStatus.ACCEPTED);
  }

  @Test
  default void aLegOfWhichNothingWaitsIsOverToo() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = Some.call(account, "bob");
    var owed = owed(database().calls.admit(call, TAKEOVER));
    database().calls.record(List.of(attempt(owed.get(0), new Accepted(Optional.empty()))));

    assertThat(ongoing().end(leg(call), DURING)).contains(call.deadline());
    assertThat(ongoing().end(leg(call), DURING)).isEmpty();
  }

  @Test
  default void aCallThatNoProviderTookHasFailedWhenItEnds() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = admitted(account);

    ongoing().end(leg(call), DURING);

    assertThat(find(call).status()).isEqualTo(CallStatus.FAILED);
    assertThat(ongoing().end(leg(Some.call(account, "bob")), DURING)).isEmpty();
    assertThat(ongoing().end(new CallLeg(Some.account(), leg(call).callSid()), DURING)).isEmpty();
  }

  @Test
  default void whatComesAfterTheCancellationIsNotedAndChangesNothing() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = Some.call(account, "bob");
    var delivery = owed(database().calls.admit(call, TAKEOVER)).get(0);
    ongoing().end(leg(call), DURING);

    database()
        .calls
        .record(
            List.of(
                attempt(delivery, new Expired(Duration.ZERO)),
                attempt(delivery, new Cancelled()),
                attempt(delivery, new Accepted(Optional.of("late")))));

    var record = find(call);
    assertThat(record.status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(record.deliveries().get(0).status()).isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(record.deliveries().get(0).attempts())
        .extracting(CallRecord.AttemptRecord::outcome)
        .containsExactly("accepted");
  }

  @Test
  default void aCancelledOutcomeCancelsWhatTheEndDidNotReach() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = Some.call(account, "bob");
    var delivery = owed(database().calls.admit(call, TAKEOVER)).get(0);

    database().calls.record(List.of(attempt(delivery, new Cancelled())));

    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(find(call).status()).isEqualTo(CallStatus.FAILED);
  }

  @Test
  default void whoRegistersDuringTheCallIsOwedItOnce() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = admitted(account);
    assertThat(late(account)).isEmpty();
    var second = bind(account, "two", null, DURING);

    var owed = late(account);

    assertThat(owed).extracting(Delivery::binding).containsExactly(second.sid());
    assertThat(owed.get(0).call()).isEqualTo(call);
    assertThat(find(call).deliveries()).hasSize(2);
    assertThat(late(account)).isEmpty();
  }

  @Test
  default void ofManyThatLookAtOnceOneFindsIt() throws Exception {
    var account = Some.account();
    bind(account, "one", null, NOW);
    admitted(account);
    bind(account, "two", null, DURING);

    var owed = Together.run(8, i -> late(account));

    assertThat(owed.stream().flatMap(List::stream)).hasSize(1);
  }

  @Test
  default void theDeviceThatHasTheCallIsNotOwedItAgain() {
    var account = Some.account();
    bind(account, "one", "phone", NOW);
    admitted(account);
    bind(account, "rotated", "phone", DURING);
    bind(account, "one", null, DURING);

    assertThat(late(account)).isEmpty();
  }

  @Test
  default void aDeviceWhoseBindingWentAndCameAgainIsKnownByItsId() {
    var account = Some.account();
    var socket = bind(account, "connection-1", "browser", NOW);
    var call = Some.call(account, "bob");
    var delivery = owed(database().calls.admit(call, TAKEOVER)).get(0);
    database().bindings.delete(account, List.of(socket.sid()), Some.ADMIN, Some.NOW);
    var again = bind(account, "connection-2", "browser", DURING);
    assertThat(late(account)).isEmpty();

    database()
        .calls
        .record(
            List.of(
                attempt(
                    delivery, new BindingGone(Optional.empty(), "connection_closed", "closed"))));

    assertThat(late(account)).extracting(Delivery::binding).containsExactly(again.sid());
    assertThat(find(call).status()).isEqualTo(CallStatus.PENDING);
  }

  @Test
  default void twoNotificationsOfOneLegOweADeviceOnce() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = admitted(account);
    database().calls.admit(copy(call), TAKEOVER);
    bind(account, "two", "phone", DURING);

    assertThat(late(account)).hasSize(1);
    bind(account, "three", "phone", DURING);
    assertThat(late(account)).isEmpty();
  }

  @Test
  default void callsThatAreOverOweNobody() {
    var account = Some.account();
    var unanswered = Some.call(account, "bob");
    database().calls.admit(unanswered, TAKEOVER);
    bind(account, "late", null, NOW);
    assertThat(ongoing().isCalled(account, BOB, DURING)).isFalse();
    assertThat(late(account)).isEmpty();

    var ended = admitted(account);
    assertThat(ongoing().isCalled(account, BOB, DURING)).isTrue();
    assertThat(ongoing().isCalled(account, BOB, ended.deadline())).isFalse();
    ongoing().end(leg(ended), DURING);
    bind(account, "later", null, DURING);
    assertThat(ongoing().isCalled(account, BOB, DURING)).isFalse();
    assertThat(late(account)).isEmpty();
  }

  @Test
  default void ofThoseWhoComeLateThePolicyChooses() {
    var account = Some.account();
    var newest =
        new AccountPolicy(
            null,
            TAKEOVER.onLimit(),
            true,
            AccountPolicy.Ring.NEWEST,
            1,
            TAKEOVER.answerWhen(),
            TAKEOVER.answerWithin(),
            TAKEOVER.ringWindow(),
            true);
    bind(account, "old", null, NOW.minusSeconds(2));
    var rung = bind(account, "new", null, NOW.minusSeconds(1));
    assertThat(owed(database().calls.admit(Some.call(account, "bob"), newest)))
        .extracting(Delivery::binding)
        .containsExactly(rung.sid());

    assertThat(ongoing().owedLate(account, BOB, newest, Set.of(Some.FCM), DURING)).isEmpty();
    bind(account, "later", null, DURING);
    var last = bind(account, "last", null, DURING.plusMillis(1));
    assertThat(ongoing().owedLate(account, BOB, newest, Set.of(Some.FCM), DURING))
        .extracting(Delivery::binding)
        .containsExactly(last.sid());
  }

  @Test
  default void aChannelThatNobodyServesIsOwedNothing() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    admitted(account);
    bind(account, "two", null, DURING);

    assertThat(ongoing().owedLate(account, BOB, TAKEOVER, Set.of(new Channel("pigeon")), DURING))
        .isEmpty();
  }

  @Test
  default void anUnreachableCalleeIsToldSoAgain() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var call = Some.call(account, "bob");
    var delivery = owed(database().calls.admit(call, TAKEOVER)).get(0);
    assertThat(ongoing().proveUnreachable(account, call.messageId())).isFalse();
    database().calls.record(List.of(attempt(delivery, DEAD)));

    assertThat(ongoing().proveUnreachable(account, call.messageId())).isTrue();

    assertThat(database().calls.admit(call, TAKEOVER))
        .isEqualTo(new Repeated(call.messageId(), 0, call.receivedAt()));
    bind(account, "late", null, DURING);
    assertThat(late(account)).isEmpty();
    assertThat(ongoing().proveUnreachable(Some.account(), call.messageId())).isFalse();
  }

  @Test
  default void whoRingsIsNotCalledUnreachable() throws Exception {
    for (int round = 0; round < 8; round++) {
      var account = Some.account();
      bind(account, "dead", null, NOW);
      var call = Some.call(account, "bob");
      var delivery = owed(database().calls.admit(call, TAKEOVER)).get(0);
      database().calls.record(List.of(attempt(delivery, DEAD)));
      bind(account, "late", null, DURING);

      var rungOrProven =
          Together.run(
              2,
              i ->
                  i == 0
                      ? !late(account).isEmpty()
                      : ongoing().proveUnreachable(account, call.messageId()));

      assertThat(rungOrProven).containsExactlyInAnyOrder(true, false);
      assertThat(database().calls.admit(call, TAKEOVER).bindings() == 0)
          .isEqualTo(rungOrProven.get(1));
    }
  }

  /** What a retry asks. */
  @Test
  default void whatIsAnotherNodesOrAtItsEndIsNotTriedAgain() {
    var account = Some.account();
    bind(account, "one", null, NOW);
    var taken = owed(database().calls.admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    var accepted = owed(database().calls.admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    var ended = Some.call(account, "bob");
    var cancelled = owed(database().calls.admit(ended, TAKEOVER)).get(0);
    var deliveries = List.of(taken, accepted, cancelled);
    assertThat(deliveries).allMatch(ongoing()::isStillBound);

    database().execute("UPDATE delivery SET owed_by = 'other' WHERE sid = '" + taken.sid() + "'");
    database().calls.record(List.of(attempt(accepted, new Accepted(Optional.empty()))));
    ongoing().end(leg(ended), DURING);

    assertThat(deliveries).noneMatch(ongoing()::isStillBound);
  }

  private List<Delivery> late(AccountSid account) {
    return ongoing().owedLate(account, BOB, TAKEOVER, Set.of(Some.FCM), DURING);
  }

  private CallNotification admitted(AccountSid account) {
    var call = Some.call(account, "bob");
    database().calls.admit(call, TAKEOVER);
    return call;
  }

  private Binding bind(AccountSid account, String address, @Nullable String device, Instant at) {
    return database()
        .bindings
        .register(phone(account, "bob", Some.FCM, address, device, null, at), TAKEOVER)
        .binding();
  }

  private CallRecord find(CallNotification call) {
    return database().records.find(call.account(), call.messageId()).orElseThrow();
  }

  private Delivery delivery(CallNotification call, String sid) {
    var record =
        find(call).deliveries().stream()
            .filter(one -> one.sid().value().equals(sid))
            .findFirst()
            .orElseThrow();
    BindingSid bindingSid = record.binding();
    var binding = database().bindings.find(call.account(), bindingSid).orElseThrow();
    return new Delivery(
        record.sid(), call, bindingSid, binding.target(), binding.registeredAt(), null);
  }

  private static CallLeg leg(CallNotification call) {
    return new CallLeg(call.account(), Objects.requireNonNull(call.callSid()));
  }

  /** Another notification about the same leg. */
  private static CallNotification copy(CallNotification call) {
    return Some.call(
        call.account(), "bob", Some.message(), Objects.requireNonNull(call.callSid()).value());
  }
}
