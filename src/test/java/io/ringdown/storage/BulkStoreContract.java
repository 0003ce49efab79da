package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.SHARED;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.OnLimit;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.Binding.LastDelivery;
import io.ringdown.binding.BindingChange;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BulkStore;
import io.ringdown.binding.BulkStore.Brought;
import io.ringdown.binding.BulkStore.Change;
import io.ringdown.binding.BulkStore.Outcome;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.KeptBinding;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.storage.binding.TagMigration;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;

/** What every bulk store keeps. */
interface BulkStoreContract {
  SecureRandom RANDOM = new SecureRandom();
  Instant EARLIER = Instant.parse("2026-01-02T03:04:05.678Z");

  TestDatabase database();

  default BulkStore store() {
    return database().bulk;
  }

  @Test
  default void whatIsBroughtIsThereWithAllThatWasTold() {
    var account = Some.account();
    var sid = BindingSid.generate(RANDOM);
    var last = new LastDelivery("accepted", EARLIER.plusSeconds(9));
    var kept =
        new KeptBinding(
            phone(account, "bob", "token", "phone"),
            sid,
            BindingStatus.INVALID,
            "UNREGISTERED",
            EARLIER,
            EARLIER.plusSeconds(5),
            last);

    assertThat(store().bring(List.of(kept), TAKEOVER)).containsExactly(Brought.CREATED);

    var binding = database().bindings.find(account, sid).orElseThrow();
    assertThat(binding.target()).isEqualTo(kept.registration().target());
    assertThat(binding.status()).isEqualTo(BindingStatus.INVALID);
    assertThat(binding.invalidReason()).isEqualTo("UNREGISTERED");
    assertThat(binding.created()).isEqualTo(EARLIER);
    assertThat(binding.updated()).isEqualTo(EARLIER.plusSeconds(5));
    assertThat(binding.registeredAt()).isEqualTo(EARLIER.plusSeconds(5));
    assertThat(binding.lastDelivery()).isEqualTo(last);
    assertThat(binding.tags()).isEqualTo(kept.registration().tags());
    assertThat(changes(account, sid))
        .extracting(BindingChange::kind, BindingChange::reason, BindingChange::at)
        .containsExactly(tuple(Kind.REGISTERED, "imported", NOW));
  }

  @Test
  default void anExportBroughtAgainGivesTheSameSet() {
    for (var policy : List.of(TAKEOVER, SHARED, limited(3, OnLimit.REJECT))) {
      var account = Some.account();
      for (int i = 0; i < 30; i++) {
        database()
            .bindings
            .register(phone(account, "p" + i / 3, "t" + i, i % 2 == 0 ? null : "d" + i), policy);
      }
      var before = exported(account, BindingFilter.ANY);
      assertThat(before).hasSize(30);
      deleteAll(account, before);

      assertThat(store().bring(kept(before), policy)).containsOnly(Brought.CREATED).hasSize(30);

      assertThat(exported(account, BindingFilter.ANY))
          .usingRecursiveComparison()
          .ignoringFields("version")
          .isEqualTo(before);
      // Its history goes on where it ended, and is not purged as that of one that is gone.
      assertThat(changes(account, before.get(7).sid()))
          .extracting(BindingChange::kind)
          .containsExactly(Kind.REGISTERED, Kind.DELETED, Kind.REGISTERED);
    }
  }

  @Test
  default void whatIsThereIsRefreshedChangedOrMoved() {
    var account = Some.account();
    var same = register(phone(account, "bob", "same", "d1"));
    var moved = register(phone(account, "bob", "moved", null));
    var rotated = register(phone(account, "bob", "old", "d3"));

    var results =
        store()
            .bring(
                List.of(
                    line(phone(account, "bob", "same", "d1")),
                    line(phone(account, "eve", "moved", null)),
                    line(phone(account, "bob", "new", "d3")),
                    line(phone(account, "kim", "another", "d4"))),
                TAKEOVER);

    assertThat(results)
        .containsExactly(Brought.UPDATED, Brought.UPDATED, Brought.UPDATED, Brought.CREATED);
    assertThat(exported(account, BindingFilter.ANY))
        .extracting(b -> b.identity().value(), b -> b.target().address())
        .containsExactly(
            tuple("bob", new Address("same")),
            tuple("eve", new Address("moved")),
            tuple("bob", new Address("new")),
            tuple("kim", new Address("another")));
    assertThat(kinds(account, same)).containsExactly(Kind.REFRESHED, Kind.REGISTERED);
    assertThat(kinds(account, moved)).containsExactly(Kind.MOVED, Kind.REGISTERED);
    assertThat(kinds(account, rotated)).containsExactly(Kind.ROTATED, Kind.REGISTERED);
  }

  @Test
  default void whatChangedSinceStays() {
    var account = Some.account();
    var binding = register(phone(account, "eve", "token", "phone"));
    var old =
        new KeptBinding(
            phone(account, "bob", "token", "phone"),
            null,
            BindingStatus.ACTIVE,
            null,
            null,
            NOW.minusSeconds(1),
            null);

    assertThat(store().bring(List.of(old), TAKEOVER)).containsExactly(Brought.OUTDATED);

    assertThat(exported(account, BindingFilter.ANY)).containsExactly(binding);
    var undated =
        line(phone(account, "eve", Some.FCM, "token", "phone", null, NOW.minusSeconds(1)));
    assertThat(store().bring(List.of(undated), TAKEOVER)).containsExactly(Brought.UPDATED);
    assertThat(database().bindings.find(account, binding.sid()).orElseThrow().updated())
        .isEqualTo(NOW);
  }

  @Test
  default void anInvalidOneIsNotRungAlsoWhenItIsThereAlready() {
    var account = Some.account();
    var binding = register(phone(account, "bob", "token", "phone"));
    var dead =
        new KeptBinding(
            phone(account, "bob", "token", "phone"),
            null,
            BindingStatus.INVALID,
            "gone",
            null,
            null,
            null);

    assertThat(store().bring(List.of(dead, dead), TAKEOVER))
        .containsExactly(Brought.UPDATED, Brought.UPDATED);

    var now = database().bindings.find(account, binding.sid()).orElseThrow();
    assertThat(now.status()).isEqualTo(BindingStatus.INVALID);
    assertThat(now.invalidReason()).isEqualTo("gone");
  }

  @Test
  default void linesOfOneDeviceEndInOneBindingInTheirOrder() {
    var account = Some.account();

    var results =
        store()
            .bring(
                List.of(
                    line(phone(account, "bob", "one", "phone")),
                    line(phone(account, "bob", "two", "phone")),
                    line(phone(account, "eve", "two", "other")),
                    line(phone(account, "kim", "two", null))),
                TAKEOVER);

    assertThat(results)
        .containsExactly(Brought.CREATED, Brought.UPDATED, Brought.UPDATED, Brought.UPDATED);
    assertThat(exported(account, BindingFilter.ANY))
        .singleElement()
        .satisfies(
            binding -> {
              assertThat(binding.identity()).isEqualTo(new Identity("kim"));
              assertThat(binding.deviceId()).isNull();
            });
  }

  @Test
  default void aSidThatAnotherHasIsNotGivenAgain() {
    var account = Some.account();
    var other = register(phone(Some.account(), "bob", "token", null));
    var kept =
        new KeptBinding(
            phone(account, "bob", "token", null),
            other.sid(),
            BindingStatus.INVALID,
            "gone",
            EARLIER,
            EARLIER,
            null);

    assertThat(store().bring(List.of(kept), TAKEOVER)).containsExactly(Brought.CREATED);

    assertThat(exported(account, BindingFilter.ANY))
        .singleElement()
        .satisfies(
            binding -> {
              assertThat(binding.sid()).isNotEqualTo(other.sid());
              assertThat(binding.status()).isEqualTo(BindingStatus.INVALID);
              assertThat(binding.created()).isEqualTo(EARLIER);
            });
  }

  @Test
  default void whatWasSharedUnderAnotherPolicyIsGathered() {
    var account = Some.account();
    database().bindings.register(phone(account, "bob", "token", "phone"), SHARED);
    database().bindings.register(phone(account, "eve", "token", "phone"), SHARED);

    assertThat(store().bring(List.of(line(phone(account, "kim", "token", "phone"))), TAKEOVER))
        .containsExactly(Brought.UPDATED);

    assertThat(exported(account, BindingFilter.ANY))
        .extracting(Binding::identity)
        .containsExactly(new Identity("kim"));
  }

  @Test
  default void theLimitHoldsForLinesToo() {
    var account = Some.account();
    var lines =
        List.of(
            line(phone(account, "bob", "one", null)),
            line(phone(account, "bob", "two", null)),
            line(phone(account, "bob", "two", null)));

    assertThat(store().bring(lines, limited(1, OnLimit.REJECT)))
        .containsExactly(Brought.CREATED, Brought.OVER_LIMIT, Brought.OVER_LIMIT);
    assertThat(store().bring(lines, limited(1, OnLimit.EVICT_OLDEST)))
        .containsExactly(Brought.UPDATED, Brought.CREATED, Brought.UPDATED);
    assertThat(exported(account, BindingFilter.ANY)).hasSize(1);
  }

  @Test
  default void manyThatBringTheSameEndInOneBindingEach() throws Exception {
    var account = Some.account();
    database().accounts.put(Some.account(account, "token"));
    var lines =
        IntStream.range(0, 60)
            .mapToObj(i -> line(phone(account, "p" + i, "t" + i, i % 2 == 0 ? "d" + i : null)))
            .toList();

    var results =
        Together.run(
            16,
            thread -> {
              var mine = new ArrayList<>(lines);
              if (thread % 4 == 3) {
                Collections.reverse(mine);
              }
              return store().bring(mine, TAKEOVER);
            });

    assertThat(results.stream().flatMap(List::stream).filter(Brought.CREATED::equals)).hasSize(60);
    assertThat(exported(account, BindingFilter.ANY)).hasSize(60);
  }

  @Test
  default void anExportIsOldestFirstAndOfWhatWasThereWhenItBegan() {
    var account = Some.account();
    var lines =
        IntStream.range(0, 1200).mapToObj(i -> line(phone(account, "p", "t" + i, null))).toList();
    for (int from = 0; from < lines.size(); from += BulkStore.CHUNK) {
      store().bring(lines.subList(from, Math.min(from + BulkStore.CHUNK, 1200)), TAKEOVER);
    }
    var pages = store().export(account, BindingFilter.ANY);
    List<Binding> seen = new ArrayList<>(pages.next());
    register(phone(account, "p", "late", null));
    register(phone(account, "p", "t0", null));
    database().bindings.delete(account, List.of(last(account)), ChangedBy.RINGDOWN, NOW);
    while (pages.hasNext()) {
      var page = pages.next();
      assertThat(page).isNotEmpty().hasSizeLessThanOrEqualTo(BulkStore.CHUNK);
      seen.addAll(page);
    }

    assertThat(seen)
        .extracting(b -> b.target().address())
        .containsExactlyElementsOf(
            IntStream.range(0, 1200).mapToObj(i -> new Address("t" + i)).toList());
  }

  @Test
  default void exportsAreFiltered() {
    var account = Some.account();
    var bob = register(phone(account, "bob", "one", "phone"));
    register(phone(account, "eve", "two", null));

    var ofBob =
        new BindingFilter(Optional.of(new Identity("bob")), Optional.empty(), Optional.empty());
    assertThat(exported(account, ofBob)).containsExactly(bob);
    assertThat(exported(account, tagged("ios"))).hasSize(2);
    assertThat(exported(Some.account(), BindingFilter.ANY)).isEmpty();
  }

  @Test
  default void changesAreMadeInOrderEachWithItsOutcome() {
    var account = Some.account();
    var bob = register(phone(account, "bob", "one", null));
    var onlyEve = Optional.of(new Identity("eve"));

    var outcomes =
        store()
            .change(
                account,
                List.of(
                    new Change.Upsert(phone(account, "eve", "two", null)),
                    new Change.Delete(bob.sid(), onlyEve, ChangedBy.RINGDOWN, NOW),
                    new Change.Delete(bob.sid(), Optional.empty(), ChangedBy.RINGDOWN, NOW),
                    new Change.Delete(bob.sid(), Optional.empty(), ChangedBy.RINGDOWN, NOW),
                    new Change.Upsert(phone(account, "eve", "one", null)),
                    new Change.Upsert(phone(account, "eve", "one", null))),
                TAKEOVER,
                false);

    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Bound.class);
    assertThat(outcomes.subList(1, 4))
        .containsExactly(
            new Outcome.Foreign(), new Outcome.Deleted(bob.sid()), new Outcome.Absent());
    assertThat(((Outcome.Bound) outcomes.get(4)).registered().created()).isTrue();
    assertThat(((Outcome.Bound) outcomes.get(5)).registered().created()).isFalse();
    assertThat(kinds(account, bob)).containsExactly(Kind.DELETED, Kind.REGISTERED);
  }

  @Test
  default void ofAnAtomicBatchNothingIsKeptWhenOneCannotBeMade() {
    var account = Some.account();
    var bob = register(phone(account, "bob", "one", null));
    var changes =
        List.<Change>of(
            new Change.Upsert(phone(account, "eve", "one", "phone")),
            new Change.Upsert(phone(account, "eve", "two", null)),
            new Change.Delete(
                BindingSid.generate(RANDOM), Optional.empty(), ChangedBy.RINGDOWN, NOW),
            new Change.Delete(bob.sid(), Optional.empty(), ChangedBy.RINGDOWN, NOW));

    var outcomes = store().change(account, changes, TAKEOVER, true);

    assertThat(outcomes).hasSize(3).last().isEqualTo(new Outcome.Absent());
    assertThat(exported(account, BindingFilter.ANY)).containsExactly(bob);
    assertThat(kinds(account, bob)).containsExactly(Kind.REGISTERED);
    assertThat(store().change(account, changes.subList(0, 2), TAKEOVER, true))
        .allMatch(Outcome::made);
    assertThat(exported(account, BindingFilter.ANY)).hasSize(2);
  }

  @Test
  default void bindingsOfBeforeTheTagsHadATableAreFoundByTheirTags() throws Exception {
    var account = Some.account();
    var binding = register(phone(account, "bob", "token", null));
    database().execute("DELETE FROM binding_tag");
    assertThat(exported(account, tagged("ios"))).isEmpty();

    try (var connection = database().source.getConnection()) {
      new TagMigration()
          .migrate(
              new Context() {
                @Override
                public Configuration getConfiguration() {
                  throw new UnsupportedOperationException();
                }

                @Override
                public Connection getConnection() {
                  return connection;
                }
              });
    }

    assertThat(exported(account, tagged("ios"))).containsExactly(binding);
    assertThat(exported(account, tagged("v\u00fc7"))).containsExactly(binding);
    database().bindings.delete(account, List.of(binding.sid()), ChangedBy.RINGDOWN, NOW);
    assertThat(exported(account, tagged("ios"))).isEmpty();
  }

  private static BindingFilter tagged(String tag) {
    return new BindingFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.of(BindingStatus.ACTIVE),
        Optional.empty(),
        Optional.empty(),
        Optional.of(tag),
        Optional.empty());
  }

  private Binding register(Registration registration) {
    return database().bindings.register(registration, TAKEOVER).binding();
  }

  private BindingSid last(AccountSid account) {
    return database()
        .bindings
        .list(account, BindingFilter.ANY, Optional.empty(), 1)
        .get(0)
        .binding()
        .sid();
  }

  private List<Kind> kinds(AccountSid account, Binding binding) {
    return changes(account, binding.sid()).stream().map(BindingChange::kind).toList();
  }

  private List<BindingChange> changes(AccountSid account, BindingSid sid) {
    return database().histories.list(account, sid, Optional.empty(), 100).stream()
        .map(paged -> paged.change())
        .toList();
  }

  private List<Binding> exported(AccountSid account, BindingFilter filter) {
    List<Binding> all = new ArrayList<>();
    store().export(account, filter).forEachRemaining(all::addAll);
    return all;
  }

  private void deleteAll(AccountSid account, List<Binding> bindings) {
    database()
        .bindings
        .delete(account, bindings.stream().map(Binding::sid).toList(), ChangedBy.RINGDOWN, NOW);
  }

  private static List<KeptBinding> kept(List<Binding> bindings) {
    return bindings.stream()
        .map(
            b ->
                new KeptBinding(
                    new Registration(
                        b.account(),
                        b.identity(),
                        b.target(),
                        b.deviceId(),
                        b.tags(),
                        b.expiresAt(),
                        null,
                        NOW.plusSeconds(60),
                        ChangedBy.RINGDOWN),
                    b.sid(),
                    b.status(),
                    b.invalidReason(),
                    b.created(),
                    b.updated(),
                    b.lastDelivery()))
        .toList();
  }

  private static KeptBinding line(Registration registration) {
    return new KeptBinding(registration, null, BindingStatus.ACTIVE, null, null, null, null);
  }

  private static AccountPolicy limited(int most, OnLimit onLimit) {
    return new AccountPolicy(
        most,
        onLimit,
        true,
        TAKEOVER.ring(),
        null,
        TAKEOVER.answerWhen(),
        TAKEOVER.answerWithin(),
        TAKEOVER.ringWindow(),
        true);
  }
}
