package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.Binding;
import io.ringdown.binding.Binding.LastDelivery;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.Identity;
import io.ringdown.delivery.Admission.Kept;
import io.ringdown.delivery.Admission.Repeated;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecord.AttemptRecord;
import io.ringdown.delivery.CallRecord.DeliveryRecord;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.storage.database.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every store of calls keeps. */
interface CallStoreContract {
  CallStore store();

  TestDatabase database();

  @Test
  default void aCallOwesADeliveryToEachBinding() throws Exception {
    var account = Some.account();
    var credential = Some.credential(account, null, "secret");
    database().credentials.create(credential, Some.CHANGE);
    var first = bind(account, "one");
    var second =
        database()
            .bindings
            .register(
                phone(account, "bob", Some.FCM, "two", null, credential.sid(), NOW.plusSeconds(-9)),
                TAKEOVER)
            .binding();
    database().bindings.register(phone(account, "eve", "three", null), TAKEOVER);
    var call = Some.call(account, "bob");

    var kept = (Kept) store().admit(call, TAKEOVER);

    assertThat(kept.bindings()).isEqualTo(2);
    assertThat(kept.owed())
        .extracting(Delivery::binding)
        .containsExactly(first.sid(), second.sid());
    assertThat(kept.owed())
        .extracting(Delivery::credential)
        .containsExactly(null, new CredentialRef(credential.sid(), 1));
    assertThat(kept.owed()).extracting(Delivery::call).containsOnly(call);
    assertThat(kept.owed().get(1).target()).isEqualTo(second.target());
    assertThat(kept.owed().get(1).registeredAt()).isEqualTo(second.registeredAt());
    var record = database().records.find(account, call.messageId()).orElseThrow();
    assertThat(record.status()).isEqualTo(CallStatus.PENDING);
    assertThat(record.receivedAt()).isEqualTo(call.receivedAt());
    assertThat(record.deadline()).isEqualTo(call.deadline());
    assertThat(record.from()).isEqualTo(call.from());
    assertThat(record.callSid()).isEqualTo(call.callSid());
    assertThat(record.deliveries())
        .extracting(DeliveryRecord::sid)
        .containsExactly(kept.owed().get(0).sid(), kept.owed().get(1).sid());
    assertThat(record.deliveries())
        .extracting(DeliveryRecord::status)
        .containsOnly(DeliveryStatus.PENDING);
  }

  @Test
  default void aRepeatGetsTheFirstAnswerAndRingsNobody() {
    var account = Some.account();
    bind(account, "one");
    var call = Some.call(account, "bob");
    store().admit(call, TAKEOVER);
    bind(account, "two");

    assertThat(store().admit(call, TAKEOVER))
        .isEqualTo(new Repeated(call.messageId(), 1, call.receivedAt()));
    assertThat(find(call).deliveries()).hasSize(1);
  }

  @Test
  default void aCallForNobodyIsKeptAndRepeatedAsSuch() {
    var account = Some.account();
    var call = Some.call(account, "bob");

    assertThat(store().admit(call, TAKEOVER))
        .isEqualTo(new Kept(call.messageId(), 0, List.of(), 0));
    bind(account, "late");
    assertThat(store().admit(call, TAKEOVER))
        .isEqualTo(new Repeated(call.messageId(), 0, call.receivedAt()));
    assertThat(find(call).status()).isEqualTo(CallStatus.NO_BINDINGS);
  }

  @Test
  default void aPersonIsForgottenWithAllCallsToThem() {
    var account = Some.account();
    var bob = bind(account, "bobs").sid();
    var alice =
        database()
            .bindings
            .register(phone(account, "alice", "hers", null), TAKEOVER)
            .binding()
            .sid();
    var toBob = Some.call(account, "bob");
    var toAlice = Some.call(account, "alice");
    var kept = (Kept) store().admit(toBob, TAKEOVER);
    store().admit(toAlice, TAKEOVER);

    database().people.forget(account, new Identity("bob"), Some.CHANGE);

    assertThat(database().bindings.find(account, bob)).isEmpty();
    assertThat(database().records.find(account, toBob.messageId())).isEmpty();
    assertThat(database().bindings.find(account, alice)).isPresent();
    assertThat(database().records.find(account, toAlice.messageId())).isPresent();
    // What was on its way comes to its end without a record.
    store().record(List.of(Some.attempt(kept.owed().get(0), new Accepted(Optional.empty()))));
  }

  @Test
  default void anEnvironmentThatProvedToBeAnotherIsCorrected() {
    var account = Some.account();
    var sid = bind(account, "one").sid();
    var kept = (Kept) store().admit(Some.call(account, "bob"), TAKEOVER);
    var accepted = new DeliveryOutcome.Accepted(Optional.empty(), "sandbox");

    store()
        .record(
            List.of(new DeliveryAttempt(kept.owed().get(0), NOW, Duration.ofMillis(5), accepted)));

    var binding = database().bindings.find(account, sid).orElseThrow();
    assertThat(binding.target().environment()).isEqualTo("sandbox");
  }

  @Test
  default void expiredAndInvalidBindingsAreNotRung() {
    var account = Some.account();
    var longAgo = phone(account, "bob", Some.FCM, "old", null, null, NOW.minusSeconds(40_000_000));
    database().bindings.register(longAgo, TAKEOVER);
    bind(account, "dead");
    gone(account, Optional.empty());

    assertThat(store().admit(Some.call(account, "bob"), TAKEOVER).bindings()).isZero();
  }

  @Test
  default void ofManyRepeatsAtOnceOneRings() throws Exception {
    var account = Some.account();
    bind(account, "one");
    bind(account, "two");
    var call = Some.call(account, "bob");

    var admissions = Together.run(16, i -> store().admit(call, TAKEOVER));

    assertThat(admissions).filteredOn(one -> one instanceof Kept).hasSize(1);
    assertThat(admissions).allSatisfy(one -> assertThat(one.bindings()).isEqualTo(2));
    assertThat(find(call).deliveries()).hasSize(2);
  }

  @Test
  default void oneAddressGetsOnePushForOneCallLeg() throws Exception {
    var account = Some.account();
    bind(account, "one");
    bind(account, "two");
    bind(account, "three");

    var owed =
        Together.run(
            8,
            i -> owed(store().admit(Some.call(account, "bob", Some.message(), "CAx"), TAKEOVER)));

    assertThat(owed.stream().flatMap(List::stream).map(Delivery::binding))
        .hasSize(3)
        .doesNotHaveDuplicates();
    assertThat(owed(store().admit(Some.call(account, "bob", Some.message(), null), TAKEOVER)))
        .hasSize(3);
  }

  @Test
  default void acceptedEndsTheDeliveryAndTheCall() {
    var account = Some.account();
    var binding = bind(account, "one");
    var call = Some.call(account, "bob");
    var delivery = owed(store().admit(call, TAKEOVER)).get(0);

    store()
        .record(
            List.of(
                attempt(delivery, new Deferred(Optional.of(Duration.ofSeconds(1)), "503", "busy")),
                attempt(delivery, new Accepted(Optional.of("receipt-1")))));

    var record = find(call);
    assertThat(record.status()).isEqualTo(CallStatus.ACCEPTED);
    assertThat(record.deliveries().get(0).status()).isEqualTo(DeliveryStatus.ACCEPTED);
    var at = NOW.plusSeconds(1);
    var took = Duration.ofMillis(12);
    assertThat(record.deliveries().get(0).attempts())
        .containsExactly(
            new AttemptRecord(at, "deferred", "503", "busy", took, null, null),
            new AttemptRecord(at, "accepted", null, null, took, "receipt-1", null));
    var after = database().bindings.find(account, binding.sid()).orElseThrow();
    assertThat(after.lastDelivery()).isEqualTo(new LastDelivery("accepted", at.plus(took)));
    assertThat(after.updated()).isEqualTo(binding.updated());
  }

  /** When the line broke at the commit nobody knows whether it was written. */
  @Test
  default void whatIsWrittenAgainIsKeptOnce() {
    var account = Some.account();
    bind(account, "one");
    var call = Some.call(account, "bob");
    var delivery = owed(store().admit(call, TAKEOVER)).get(0);
    var first = attempt(delivery, new Deferred(Optional.of(Duration.ofSeconds(1)), "503", "busy"));
    var batch = List.of(first, attempt(delivery, new Accepted(Optional.of("receipt-1"))));
    store().record(List.of(first));

    store().record(batch);
    store().record(batch);

    assertThat(find(call).deliveries().get(0).attempts())
        .extracting(AttemptRecord::outcome)
        .containsExactly("deferred", "accepted");
  }

  @Test
  default void deferredLeavesItPending() {
    var account = Some.account();
    bind(account, "one");
    var call = Some.call(account, "bob");
    var delivery = owed(store().admit(call, TAKEOVER)).get(0);

    store().record(List.of(attempt(delivery, new Deferred(Optional.empty(), "reset", "x\u0000y"))));

    assertThat(find(call).status()).isEqualTo(CallStatus.PENDING);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.PENDING);
    assertThat(find(call).deliveries().get(0).attempts()).hasSize(1);
  }

  @Test
  default void aCallFailsWhenItsLastDeliveryFailed() {
    var account = Some.account();
    bind(account, "one");
    bind(account, "two");
    var call = Some.call(account, "bob");
    var owed = owed(store().admit(call, TAKEOVER));

    store().record(List.of(attempt(owed.get(0), new Refused("topic", "wrong"))));
    assertThat(find(call).status()).isEqualTo(CallStatus.PENDING);
    store().record(List.of(attempt(owed.get(1), new Refused("topic", "wrong"))));
    assertThat(find(call).status()).isEqualTo(CallStatus.FAILED);
  }

  @Test
  default void aCallIsExpiredWhenTheDeadlinePassedFirst() {
    var account = Some.account();
    bind(account, "one");
    bind(account, "two");
    var call = Some.call(account, "bob");
    var owed = owed(store().admit(call, TAKEOVER));

    store()
        .record(
            List.of(
                attempt(owed.get(0), new Refused("topic", "wrong")),
                attempt(owed.get(1), new Expired(Duration.ofMillis(3)))));

    assertThat(find(call).status()).isEqualTo(CallStatus.EXPIRED);
  }

  @Test
  default void whatAllSettleAtOnceIsSettled() throws Exception {
    var account = Some.account();
    for (int i = 0; i < 8; i++) {
      bind(account, "token-" + i);
    }
    var calls = List.of(Some.call(account, "bob"), Some.call(account, "bob"));
    var owed = calls.stream().map(call -> owed(store().admit(call, TAKEOVER))).toList();

    Together.run(
        8,
        i -> {
          store()
              .record(
                  List.of(
                      attempt(owed.get(i % 2).get(i), new Refused("topic", "wrong")),
                      attempt(owed.get((i + 1) % 2).get(i), new Refused("topic", "wrong"))));
          return i;
        });

    assertThat(calls).allSatisfy(c -> assertThat(find(c).status()).isEqualTo(CallStatus.FAILED));
  }

  /** As everybody else locks them: in the order of their ids. */
  @Test
  default void theFirstBindingIsWaitedForBeforeAnyOtherIsLocked() throws Exception {
    var account = Some.account();
    var first = bind(account, "token-0");
    List<String> others = new ArrayList<>();
    for (int i = 1; i < 16; i++) {
      others.add(bind(account, "token-" + i).sid().value());
    }
    var attempts =
        owed(store().admit(Some.call(account, "bob"), TAKEOVER)).stream()
            .map(delivery -> attempt(delivery, new Accepted(Optional.empty())))
            .toList();
    var writer = Executors.newSingleThreadExecutor();
    try {
      var written =
          database()
              .database
              .inTransaction(
                  entities -> {
                    new Sql(entities, "SELECT id FROM binding WHERE sid = ? FOR UPDATE")
                        .first(row -> true, first.sid().value());
                    var writing = writer.submit(() -> store().record(attempts));
                    Awaitility.await().until(() -> database().blocked() == 1);
                    assertThat(
                            new Sql(
                                    entities,
                                    "SELECT id FROM binding WHERE sid = ANY(?)"
                                        + " FOR UPDATE SKIP LOCKED")
                                .all(row -> row.getLong(1), (Object) others.toArray(String[]::new)))
                        .hasSameSizeAs(others);
                    return writing;
                  });
      written.get(10, TimeUnit.SECONDS);
    } finally {
      writer.shutdownNow();
    }
  }

  @Test
  default void aGoneAddressMakesItsBindingInvalid() {
    var account = Some.account();
    var binding = bind(account, "one");

    gone(account, Optional.empty());

    var now = database().bindings.find(account, binding.sid()).orElseThrow();
    assertThat(now.status()).isEqualTo(BindingStatus.INVALID);
    assertThat(now.invalidReason()).isEqualTo("UNREGISTERED");
    var revived = bind(account, "one");
    assertThat(revived.sid()).isEqualTo(binding.sid());
    assertThat(revived.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(revived.invalidReason()).isNull();
  }

  @Test
  default void anEarlierDeathThanTheRegistrationDoesNotCount() {
    var account = Some.account();
    var binding = bind(account, "one");

    gone(account, Optional.of(NOW.minusSeconds(1)));
    assertThat(status(binding)).isEqualTo(BindingStatus.ACTIVE);

    gone(account, Optional.of(NOW.plusSeconds(1)));
    assertThat(status(binding)).isEqualTo(BindingStatus.INVALID);
  }

  @Test
  default void aBindingRegisteredSinceLives() {
    var account = Some.account();
    var binding = bind(account, "one");
    var delivery = owed(store().admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    database()
        .bindings
        .register(phone(account, "bob", Some.FCM, "one", null, null, NOW.plusMillis(1)), TAKEOVER);

    store().record(List.of(attempt(delivery, gone(Optional.empty()))));

    assertThat(status(binding)).isEqualTo(BindingStatus.ACTIVE);
  }

  @Test
  default void aBindingWithAnotherAddressByNowLives() {
    var account = Some.account();
    var binding =
        database().bindings.register(phone(account, "bob", "old", "phone"), TAKEOVER).binding();
    var delivery = owed(store().admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    database().bindings.register(phone(account, "bob", "new", "phone"), TAKEOVER);

    store().record(List.of(attempt(delivery, gone(Optional.of(NOW.plusSeconds(5))))));

    assertThat(status(binding)).isEqualTo(BindingStatus.ACTIVE);
  }

  /** A retry that found it moot was not made. */
  @Test
  default void whatWasNotTriedAgainEndsOnlyWhatThisNodeOwes() {
    var account = Some.account();
    var binding = bind(account, "one");
    var call = Some.call(account, "bob");
    var other = database().callsOf(new NodeId("other"));
    var delivery = owed(other.admit(call, TAKEOVER)).get(0);
    var moot = List.of(attempt(delivery, BindingGone.changed()));

    store().record(moot);
    assertThat(find(call).status()).isEqualTo(CallStatus.PENDING);
    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.PENDING);
    other.record(List.of(attempt(delivery, new Accepted(Optional.empty()))));
    other.record(moot);

    assertThat(find(call).deliveries().get(0).status()).isEqualTo(DeliveryStatus.ACCEPTED);
    assertThat(find(call).deliveries().get(0).attempts())
        .extracting(AttemptRecord::outcome)
        .containsExactly("accepted");
    var after = database().bindings.find(account, binding.sid()).orElseThrow();
    assertThat(after.lastDelivery())
        .isEqualTo(new LastDelivery("accepted", NOW.plusSeconds(1).plusMillis(12)));
  }

  @Test
  default void aBindingWithoutAddressIsRungEachCall() {
    var account = Some.account();
    var external = new Channel("external");
    database().bindings.register(phone(account, "bob", external, null, null, null, NOW), TAKEOVER);

    assertThat(owed(store().admit(Some.call(account, "bob"), TAKEOVER)))
        .singleElement()
        .satisfies(one -> assertThat(one.credential()).isNull());
  }

  @Test
  default void anOutcomeOfWhatWasDeletedMeanwhileIsDropped() {
    var account = Some.account();
    bind(account, "one");
    var call = Some.call(account, "bob");
    var delivery = owed(store().admit(call, TAKEOVER)).get(0);
    database().accounts.delete(account, Some.CHANGE);

    store().record(List.of(attempt(delivery, new Accepted(Optional.empty()))));
    store().record(List.of());

    assertThat(database().records.find(account, call.messageId())).isEmpty();
  }

  private Binding bind(AccountSid account, String address) {
    return database().bindings.register(phone(account, "bob", address, null), TAKEOVER).binding();
  }

  private BindingStatus status(Binding binding) {
    return database().bindings.find(binding.account(), binding.sid()).orElseThrow().status();
  }

  private CallRecord find(CallNotification call) {
    return database().records.find(call.account(), call.messageId()).orElseThrow();
  }

  private void gone(AccountSid account, Optional<Instant> since) {
    var delivery = owed(store().admit(Some.call(account, "bob"), TAKEOVER)).get(0);
    store().record(List.of(attempt(delivery, gone(since))));
  }

  private static BindingGone gone(Optional<Instant> since) {
    return new BindingGone(since, "UNREGISTERED", "not a valid token");
  }
}
