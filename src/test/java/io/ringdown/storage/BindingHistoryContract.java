package io.ringdown.storage;

import static io.ringdown.storage.Some.ADMIN;
import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingHistory;
import io.ringdown.binding.BindingHistory.PagedChange;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingStore.Held;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Channel;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.event.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of everything that happened to a binding. */
interface BindingHistoryContract {
  TestDatabase database();

  @Test
  default void itTellsWhatHappenedWhenAndByWhom() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "one", "pixel")).sid();
    register(at(60, phone(account, "bob", "one", "pixel")));
    register(at(120, phone(account, "bob", "two", "pixel")));
    register(by(ADMIN, at(180, phone(account, "eve", "two", "pixel"))));

    var history = history(account, sid);

    assertThat(history)
        .extracting(BindingChange::kind)
        .containsExactly(Kind.MOVED, Kind.ROTATED, Kind.REFRESHED, Kind.REGISTERED);
    assertThat(history)
        .extracting(BindingChange::at)
        .containsExactly(NOW.plusSeconds(180), NOW.plusSeconds(120), NOW.plusSeconds(60), NOW);
    var bob = new Identity("bob");
    assertThat(history)
        .extracting(BindingChange::by)
        .containsExactly(ADMIN, ChangedBy.app(bob), ChangedBy.app(bob), ChangedBy.app(bob));
    assertThat(history.get(0).former()).isEqualTo(bob);
    assertThat(history.get(0).identity()).isEqualTo(new Identity("eve"));
    assertThat(history.get(3).former()).isNull();
    assertThat(history(Some.account(), sid)).isEmpty();
  }

  @Test
  default void changesAreNamedWithoutTheirValues() {
    var account = Some.account();
    var first = phone(account, "bob", "clear-address", "pixel");
    var sid = register(first).sid();
    var target =
        new Target(
            Some.FCM, first.target().address(), null, "sandbox", Map.of("auth", "clear-key"));

    register(
        new Registration(
            account,
            first.identity(),
            target,
            first.deviceId(),
            List.of("clear-tag"),
            NOW.plusSeconds(9999),
            null,
            NOW,
            ADMIN));

    var change = history(account, sid).get(0);
    assertThat(change.kind()).isEqualTo(Kind.CHANGED);
    assertThat(change.fields()).containsExactly("environment", "keys", "tags", "expires_at");
    assertThat(history(account, sid).toString()).doesNotContain("clear-");
  }

  @Test
  default void aVerdictIsToldWithItsReasonAndTheRevivalToo() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();

    outcome(account, new BindingGone(Optional.empty(), "UNREG\u0000ISTERED", "is gone", 52103));

    var verdict = history(account, sid).get(0);
    assertThat(verdict.kind()).isEqualTo(Kind.INVALIDATED);
    assertThat(verdict.reason()).isEqualTo("UNREG ISTERED");
    assertThat(verdict.detail()).isEqualTo("is gone");
    assertThat(verdict.twilioCode()).isEqualTo(52103);
    assertThat(verdict.by()).isEqualTo(ChangedBy.provider(Some.FCM));

    assertThat(register(at(60, phone(account, "bob", "token", null))).status())
        .isEqualTo(BindingStatus.ACTIVE);
    assertThat(history(account, sid).get(0).kind()).isEqualTo(Kind.REVIVED);
  }

  @Test
  default void anotherEnvironmentIsCorrectedOnce() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();

    outcome(account, new Accepted(Optional.empty(), "sandbox"));
    outcome(account, new Accepted(Optional.empty(), "sandbox"));

    assertThat(history(account, sid))
        .extracting(BindingChange::kind)
        .containsExactly(Kind.CORRECTED, Kind.REGISTERED);
    assertThat(history(account, sid).get(0).reason()).isEqualTo("sandbox");
    assertThat(find(account, sid).orElseThrow().target().environment()).isEqualTo("sandbox");
  }

  @Test
  default void deliveriesLeaveTheVersionAloneAndAllElseRaisesIt() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();
    assertThat(find(account, sid).orElseThrow().version()).isEqualTo(1);

    outcome(account, new Accepted(Optional.empty()));
    assertThat(find(account, sid).orElseThrow().version()).isEqualTo(1);

    outcome(account, new BindingGone(Optional.empty(), "gone", "gone"));
    assertThat(find(account, sid).orElseThrow().version()).isEqualTo(2);
    register(phone(account, "eve", "token", null));
    assertThat(find(account, sid).orElseThrow().version()).isEqualTo(4);
  }

  @Test
  default void itOutlivesADeletedBindingUntilItIsPurged() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();
    var alive = register(phone(account, "bob", "other", null)).sid();

    database().bindings.delete(account, List.of(sid), ADMIN, NOW.plusSeconds(5));

    assertThat(history(account, sid))
        .extracting(BindingChange::kind)
        .containsExactly(Kind.DELETED, Kind.REGISTERED);
    assertThat(history(account, sid).get(0).by()).isEqualTo(ADMIN);
    purge(NOW.plusSeconds(5));
    assertThat(history(account, sid)).hasSize(2);
    purge(NOW.plusSeconds(6));
    assertThat(history(account, sid)).isEmpty();
    assertThat(history(account, alive)).hasSize(1);
  }

  @Test
  default void whatIsMergedEvictedOrExpiredSaysSo() {
    var account = Some.account();
    var byAddress = register(phone(account, "bob", "token", null)).sid();
    var byDevice = register(phone(account, "bob", "other", "pixel")).sid();
    register(phone(account, "bob", "token", "pixel"));

    var merged = history(account, byAddress).get(0);
    assertThat(merged.kind()).isEqualTo(Kind.DELETED);
    assertThat(merged.reason()).isEqualTo("merged");
    assertThat(merged.detail()).isEqualTo("into " + byDevice);

    database().bindings.register(at(9, phone(account, "bob", "third", null)), one());
    var evicted = history(account, byDevice).get(0);
    assertThat(evicted.kind()).isEqualTo(Kind.EVICTED);
    assertThat(evicted.by()).isEqualTo(ChangedBy.RINGDOWN);
    assertThat(evicted.reason()).isEqualTo("max_bindings_per_identity");

    var old = register(phone(account, "eve", "old", null)).sid();
    database().execute("UPDATE binding SET expires_at = 5 WHERE sid = '" + old + "'");
    while (database().expiry.deleteBindings(NOW, NOW.plusSeconds(7), 100) > 0) {
      // until nothing is left
    }
    var expired = history(account, old).get(0);
    assertThat(expired.kind()).isEqualTo(Kind.DELETED);
    assertThat(expired.reason()).isEqualTo("expired");
    assertThat(expired.at()).isEqualTo(NOW.plusSeconds(7));
  }

  @Test
  default void aConnectionTakesItsHistoryWithIt() {
    var account = Some.account();
    var node = new NodeId("node-" + account);
    var one = register(connection(account, "ws-1", node));
    var two = register(connection(account, "ws-2", node));
    var three = register(connection(account, "ws-3", node));
    assertThat(history(account, one.sid())).hasSize(1);

    var address = Objects.requireNonNull(one.target().address());
    database().bindings.release(List.of(new Held(account, one.sid(), address)));
    database().bindings.delete(account, List.of(two.sid()), ADMIN, NOW);
    assertThat(history(account, three.sid())).hasSize(1);
    database().bindings.releaseAll(node);

    for (var gone : List.of(one, two, three)) {
      assertThat(history(account, gone.sid())).isEmpty();
    }
  }

  @Test
  default void aForgottenPersonIsInNoHistory() {
    var account = Some.account();
    var kept = register(phone(account, "eve", "eves", null)).sid();
    register(phone(account, "bob", "eves", null));
    register(phone(account, "eve", "eves", null));
    var bobs = register(phone(account, "eve", "bobs", null)).sid();
    register(phone(account, "bob", "bobs", null));
    var deleted = register(phone(account, "bob", "deleted", null)).sid();
    database().bindings.delete(account, List.of(deleted), ADMIN, NOW);

    database().people.forget(account, new Identity("bob"), Some.CHANGE);

    assertThat(history(account, bobs)).isEmpty();
    assertThat(history(account, deleted)).isEmpty();
    assertThat(history(account, kept))
        .extracting(BindingChange::kind)
        .containsExactly(Kind.MOVED, Kind.REGISTERED);
    assertThat(history(account, kept).toString()).doesNotContain("bob");
    assertThat(database().told).contains(Event.binding(account, bobs, "deleted"));
    assertThat(database().told)
        .doesNotContain(
            Event.binding(account, kept, "deleted"), Event.binding(account, deleted, "deleted"));
  }

  @Test
  default void pagesFollowEachOther() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();
    for (int i = 1; i < 8; i++) {
      register(at(i, phone(account, "bob", "token", null)));
    }

    var seen = new ArrayList<PagedChange>();
    Optional<Long> after = Optional.empty();
    for (var page = page(account, sid, after); !page.isEmpty(); ) {
      seen.addAll(page);
      after = Optional.of(page.get(page.size() - 1).position());
      page = page(account, sid, after);
    }

    assertThat(seen)
        .extracting(paged -> paged.change().at())
        .containsExactly(
            NOW.plusSeconds(7),
            NOW.plusSeconds(6),
            NOW.plusSeconds(5),
            NOW.plusSeconds(4),
            NOW.plusSeconds(3),
            NOW.plusSeconds(2),
            NOW.plusSeconds(1),
            NOW);
  }

  @Test
  default void onlyTheNewestChangesAreKept() {
    var account = Some.account();
    var sid = register(phone(account, "bob", "token", null)).sid();
    database()
        .execute(
            "UPDATE binding SET version = "
                + BindingHistory.MOST_CHANGES
                + " WHERE sid = '"
                + sid
                + "'");

    register(phone(account, "bob", "token", null));

    assertThat(history(account, sid))
        .extracting(BindingChange::kind)
        .containsExactly(Kind.REFRESHED);
  }

  /** Whoever comes last has the phone, and everybody's registration is on record. */
  @Test
  default void aDeviceFoughtOverIsOneBindingWithTheWholeStory() throws Exception {
    var account = Some.account();

    var registered =
        Together.run(
            32,
            i ->
                database()
                    .bindings
                    .register(phone(account, "person-" + i % 7, "token", "pixel"), TAKEOVER));

    var sid = registered.get(0).binding().sid();
    assertThat(registered).extracting(one -> one.binding().sid()).containsOnly(sid);
    var history = history(account, sid);
    assertThat(history).hasSize(32);
    assertThat(history).filteredOn(c -> c.kind() == Kind.REGISTERED).hasSize(1);
    for (int i = 0; i < 31; i++) {
      var change = history.get(i);
      var before = history.get(i + 1);
      assertThat(change.kind())
          .isEqualTo(change.identity().equals(before.identity()) ? Kind.REFRESHED : Kind.MOVED);
      if (change.kind() == Kind.MOVED) {
        assertThat(change.former()).isEqualTo(before.identity());
      }
    }
    assertThat(find(account, sid).orElseThrow().identity()).isEqualTo(history.get(0).identity());
  }

  private Binding register(Registration registration) {
    return database().bindings.register(registration, TAKEOVER).binding();
  }

  private void outcome(AccountSid account, DeliveryOutcome outcome) {
    List<Delivery> owed = owed(database().calls.admit(Some.call(account, "bob"), TAKEOVER));
    database().calls.record(List.of(attempt(owed.get(0), outcome)));
  }

  private Optional<Binding> find(AccountSid account, BindingSid sid) {
    return database().bindings.find(account, sid);
  }

  private void purge(Instant endedBefore) {
    while (database().expiry.deleteHistories(endedBefore, 100) > 0) {
      // until nothing is left
    }
  }

  private List<BindingChange> history(AccountSid account, BindingSid sid) {
    return database().histories.list(account, sid, Optional.empty(), 1001).stream()
        .map(PagedChange::change)
        .toList();
  }

  private List<PagedChange> page(AccountSid account, BindingSid sid, Optional<Long> after) {
    return database().histories.list(account, sid, after, 3);
  }

  private static Registration at(long second, Registration registration) {
    return new Registration(
        registration.account(),
        registration.identity(),
        registration.target(),
        registration.deviceId(),
        registration.tags(),
        registration.expiresAt(),
        registration.node(),
        registration.at().plusSeconds(second),
        registration.by());
  }

  private static Registration by(ChangedBy by, Registration registration) {
    return new Registration(
        registration.account(),
        registration.identity(),
        registration.target(),
        registration.deviceId(),
        registration.tags(),
        registration.expiresAt(),
        registration.node(),
        registration.at(),
        by);
  }

  private static Registration connection(AccountSid account, String name, NodeId node) {
    var phone = phone(account, "bob", new Channel("websocket"), name, null, null, NOW);
    return new Registration(
        account, phone.identity(), phone.target(), null, List.of(), null, node, NOW, phone.by());
  }

  private static AccountPolicy one() {
    return new AccountPolicy(
        1,
        AccountPolicy.OnLimit.EVICT_OLDEST,
        true,
        TAKEOVER.ring(),
        null,
        TAKEOVER.answerWhen(),
        TAKEOVER.answerWithin(),
        TAKEOVER.ringWindow(),
        true);
  }
}
