package io.ringdown.storage;

import static io.ringdown.storage.Some.ADMIN;
import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.SHARED;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.OnLimit;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingTakenException;
import io.ringdown.binding.DeadAddress;
import io.ringdown.binding.Departed;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How one binding changes, and what happens to those who come at the same moment. */
interface BindingChangeContract {
  Instant LATER = NOW.plusSeconds(60);

  TestDatabase database();

  @Test
  default void anotherAddressIsARotationThatKeepsTheSid() {
    var account = Some.account();
    var binding = register(account, "bob", "old", "pixel");
    die(account, "bob");

    var changed = change(current(binding), "bob", "new", "pixel", TAKEOVER).orElseThrow();

    assertThat(changed.sid()).isEqualTo(binding.sid());
    assertThat(changed.target().address()).isEqualTo(new Address("new"));
    assertThat(changed.status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(changed.invalidReason()).isNull();
    assertThat(changed.registeredAt()).isEqualTo(LATER);
    assertThat(changed.created()).isEqualTo(NOW);
    assertThat(changed).isEqualTo(current(binding));
    assertThat(kinds(binding))
        .containsExactly(Kind.REVIVED, Kind.ROTATED, Kind.INVALIDATED, Kind.REGISTERED);
  }

  @Test
  default void whatIsNotTheWayToTheDeviceLeavesTheDeadDeadAndTheOldOld() {
    var account = Some.account();
    var binding = register(account, "bob", "token", "pixel");
    die(account, "bob");

    var changed =
        database()
            .bindings
            .change(
                binding.sid(),
                2,
                asked(binding, "bob", "token", new DeviceId("pixel"), List.of("new tag")),
                TAKEOVER)
            .orElseThrow()
            .binding();

    assertThat(changed.tags()).containsExactly("new tag");
    assertThat(changed.status()).isEqualTo(BindingStatus.INVALID);
    assertThat(changed.invalidReason()).isEqualTo("gone");
    assertThat(changed.registeredAt()).isEqualTo(NOW);
    assertThat(changed.updated()).isEqualTo(LATER);
    assertThat(changed.version()).isEqualTo(3);
    assertThat(kinds(binding)).startsWith(Kind.CHANGED, Kind.INVALIDATED);
  }

  @Test
  default void theSameAgainIsNoChange() {
    var account = Some.account();
    var binding = register(account, "bob", "token", "pixel");
    var same = asked(binding, "bob", "token", binding.deviceId(), binding.tags());

    assertThat(database().bindings.change(binding.sid(), 1, same, TAKEOVER))
        .contains(new Registered(binding, false, List.of()));
    assertThat(kinds(binding)).containsExactly(Kind.REGISTERED);
  }

  @Test
  default void whoReadAnOlderVersionChangesAndDeletesNothing() {
    var account = Some.account();
    var binding = register(account, "bob", "token", "pixel");
    var first = change(binding, "bob", "token", "phone", TAKEOVER).orElseThrow();

    assertThat(change(binding, "bob", "other", "pixel", TAKEOVER)).isEmpty();
    assertThat(database().bindings.delete(account, binding.sid(), 1, ADMIN, LATER)).isFalse();
    assertThat(change(binding(Some.account(), binding), "bob", "other", null, TAKEOVER)).isEmpty();
    assertThat(current(binding)).isEqualTo(first);

    assertThat(
            database()
                .bindings
                .delete(Some.account(), binding.sid(), first.version(), ADMIN, LATER))
        .isFalse();
    assertThat(database().bindings.delete(account, binding.sid(), first.version(), ADMIN, LATER))
        .isTrue();
    assertThat(kinds(binding)).startsWith(Kind.DELETED);
  }

  @Test
  default void anotherBindingOfTheNewAddressIsMergedIntoIt() {
    var account = Some.account();
    var mine = register(account, "bob", "mine", null);
    var hers = register(account, "eve", "hers", null);

    var changed = changed(mine, "bob", "hers", null, TAKEOVER).orElseThrow();

    assertThat(changed.binding().sid()).isEqualTo(mine.sid());
    assertThat(changed.departed()).containsExactly(new Departed(account, hers.sid(), Kind.DELETED));
    assertThat(database().bindings.find(account, hers.sid())).isEmpty();
    assertThat(kinds(hers)).startsWith(Kind.DELETED);
  }

  @Test
  default void withoutTakeoverTheFieldThatIsTakenIsNamed() {
    var account = Some.account();
    var first = registerShared(account, "one", "phone-1");
    registerShared(account, "two", "phone-2");

    assertThatExceptionOfType(BindingTakenException.class)
        .isThrownBy(() -> change(first, "bob", "two", "phone-1", SHARED))
        .extracting(BindingTakenException::field)
        .isEqualTo("address");
    assertThatExceptionOfType(BindingTakenException.class)
        .isThrownBy(() -> change(first, "bob", "one", "phone-2", SHARED))
        .extracting(BindingTakenException::field)
        .isEqualTo("device_id");
    assertThat(current(first)).isEqualTo(first);
    assertThat(change(first, "eve", "two", "phone-2", SHARED)).isPresent();
  }

  @Test
  default void aMoveObeysTheNewOwnersLimit() {
    var account = Some.account();
    var eves = register(account, "eve", "eves", null);
    var bobs = register(account, "bob", "bobs", null);

    assertThatExceptionOfType(BindingLimitException.class)
        .isThrownBy(() -> change(eves, "bob", "eves", null, limit(OnLimit.REJECT)));
    assertThat(current(eves)).isEqualTo(eves);
    assertThat(change(bobs, "bob", "rotated", null, limit(OnLimit.REJECT))).isPresent();

    assertThat(
            changed(eves, "bob", "eves", null, limit(OnLimit.EVICT_OLDEST))
                .orElseThrow()
                .departed())
        .containsExactly(new Departed(account, bobs.sid(), Kind.EVICTED));
    assertThat(database().bindings.find(account, bobs.sid())).isEmpty();
    assertThat(kinds(bobs)).startsWith(Kind.EVICTED);
    assertThat(kinds(eves)).startsWith(Kind.MOVED);
  }

  @Test
  default void aDeadOneThatStaysDeadTakesNobodysPlace() {
    var account = Some.account();
    var dead = register(account, "bob", "dead", "pixel");
    die(account, "bob");
    var alive = register(account, "bob", "alive", null);

    assertThat(change(current(dead), "bob", "dead", "phone", limit(OnLimit.EVICT_OLDEST)))
        .isPresent();
    assertThat(find(alive)).isPresent();
    assertThat(change(current(dead), "bob", "new", "phone", limit(OnLimit.EVICT_OLDEST)))
        .isPresent();
    assertThat(find(alive)).isEmpty();
  }

  @Test
  default void anExpiredOneIsRungAgainWhenItEndsLater() {
    var account = Some.account();
    var binding = register(account, "bob", "token", null);
    database().execute("UPDATE binding SET expires_at = 5 WHERE sid = '" + binding.sid() + "'");

    var changed = change(current(binding), "bob", "token", null, TAKEOVER).orElseThrow();

    assertThat(changed.registeredAt()).isEqualTo(LATER);
    assertThat(changed.expiresAt()).isEqualTo(Instant.parse("2027-11-23T08:11:00.123456Z"));
    assertThat(kinds(binding)).containsExactly(Kind.REVIVED, Kind.REGISTERED);
  }

  @Test
  default void ofManyWhoChangeTheSameVersionOneWins() throws Exception {
    var account = Some.account();
    var binding = register(account, "bob", "token", null);

    var changed =
        Together.run(16, i -> change(binding, "bob", "token-" + i, "phone-" + i, TAKEOVER));

    assertThat(changed).filteredOn(Optional::isPresent).hasSize(1);
    assertThat(changed).contains(Optional.of(current(binding)));
  }

  @Test
  default void changesAndRegistrationsThatMeetEndInOneBinding() throws Exception {
    var account = Some.account();
    var bindings =
        List.of(register(account, "bob", "a", null), register(account, "bob", "b", null));

    Together.run(
        32,
        i ->
            i % 2 == 0
                ? Optional.of(register(account, "person-" + i, "shared", null))
                : find(bindings.get(i / 2 % 2))
                    .flatMap(now -> change(now, "bob", "shared", null, TAKEOVER)));

    assertThat(
            database()
                .execute(
                    "UPDATE binding SET tags = tags WHERE address = 'shared' AND account_sid = '"
                        + account
                        + "'"))
        .isOne();
  }

  /** The token was declared dead as it was before it was registered again. */
  @Test
  default void aBindingThatIsRefreshedMeanwhileSurvivesTheVerdict() {
    var account = Some.account();
    var binding = register(account, "bob", "token", "pixel");
    var delivery = call(account, "bob").get(0);
    database().bindings.register(at(LATER, account, "bob", "token", "pixel"), TAKEOVER);

    verdict(delivery, Optional.empty());
    assertThat(current(binding).status()).isEqualTo(BindingStatus.ACTIVE);
    verdict(delivery, Optional.of(LATER.minusMillis(1)));
    assertThat(current(binding).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(kinds(binding)).containsExactly(Kind.REFRESHED, Kind.REGISTERED);

    verdict(delivery, Optional.of(LATER));
    assertThat(current(binding).status()).isEqualTo(BindingStatus.INVALID);
  }

  @Test
  default void aBindingThatGotAnotherAddressMeanwhileSurvivesTheVerdict() {
    var account = Some.account();
    var binding = register(account, "bob", "old", "pixel");
    var delivery = call(account, "bob").get(0);
    change(binding, "bob", "new", "pixel", TAKEOVER);

    verdict(delivery, Optional.of(LATER.plusSeconds(60)));

    assertThat(current(binding).status()).isEqualTo(BindingStatus.ACTIVE);
  }

  /** However the two come to lie, a phone that came back after the verdict is rung. */
  @Test
  default void verdictsAndRegistrationsThatMeetLeaveTheNewerOne() throws Exception {
    var account = Some.account();
    var binding = register(account, "bob", "token", "pixel");
    var delivery = call(account, "bob").get(0);

    Together.run(
        16,
        i -> {
          if (i == 7) {
            database().bindings.register(at(LATER, account, "bob", "token", "pixel"), TAKEOVER);
          } else {
            verdict(delivery, Optional.of(NOW.plusSeconds(i)));
          }
          return i;
        });

    assertThat(current(binding).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(current(binding).registeredAt()).isEqualTo(LATER);
  }

  @Test
  default void aPhoneThatChangedHandsDuringACallIsNotRungForItsFormerOwnerAgain() {
    var account = Some.account();
    var binding = register(account, "bob", "token", null);
    assertThat(call(account, "bob")).hasSize(1);

    register(account, "eve", "token", null);

    assertThat(database().calls.admit(Some.call(account, "bob"), TAKEOVER).bindings()).isZero();
    assertThat(call(account, "eve")).extracting(Delivery::binding).containsExactly(binding.sid());
  }

  /** What a retry asks: the delivery was kept when the phone was still the callee's. */
  @Test
  default void aPendingDeliveryKnowsWhetherItsBindingIsStillTheOne() {
    var account = Some.account();
    var moved = register(account, "bob", "moved", null);
    register(account, "bob", "rotated", "pixel");
    register(account, "bob", "dead", null);
    var deleted = register(account, "bob", "deleted", null);
    register(account, "bob", "refreshed", null);
    var deliveries = call(account, "bob");
    assertThat(deliveries).hasSize(5).allMatch(database().ongoing::isStillBound);

    register(account, "eve", "moved", null);
    register(account, "bob", "new", "pixel");
    verdict(to("dead", deliveries), Optional.empty());
    database().bindings.delete(account, List.of(deleted.sid()), ADMIN, LATER);
    database().bindings.register(at(LATER, account, "bob", "refreshed", "phone"), TAKEOVER);

    assertThat(deliveries)
        .filteredOn(database().ongoing::isStillBound)
        .containsExactly(to("refreshed", deliveries));
    database().calls.record(List.of(attempt(to("moved", deliveries), BindingGone.changed())));
    assertThat(current(moved).status()).isEqualTo(BindingStatus.ACTIVE);
    assertThat(current(moved).lastDelivery()).isNull();
  }

  @Test
  default void aProbesVerdictCountsOnlyForWhatWasProbed() {
    var account = Some.account();
    var probed = register(account, "bob", "token", null);
    var dead = new DeadAddress(probed.registeredAt(), "UNREGISTERED", "gone", 52103, LATER);
    register(account, "eve", "token", null);
    assertThat(database().bindings.invalidate(probed, dead)).isFalse();

    var now = current(probed);
    assertThat(database().bindings.invalidate(now, dead)).isTrue();
    assertThat(database().bindings.invalidate(now, dead)).isFalse();
    assertThat(current(probed).status()).isEqualTo(BindingStatus.INVALID);
    assertThat(current(probed).invalidReason()).isEqualTo("UNREGISTERED");
    assertThat(kinds(probed)).containsExactly(Kind.INVALIDATED, Kind.MOVED, Kind.REGISTERED);
  }

  private static Delivery to(String address, List<Delivery> deliveries) {
    return deliveries.stream()
        .filter(delivery -> new Address(address).equals(delivery.target().address()))
        .findFirst()
        .orElseThrow();
  }

  private Binding register(
      AccountSid account, String identity, String address, @Nullable String device) {
    return database()
        .bindings
        .register(phone(account, identity, address, device), TAKEOVER)
        .binding();
  }

  private Binding registerShared(AccountSid account, String address, String device) {
    return database().bindings.register(phone(account, "bob", address, device), SHARED).binding();
  }

  private Optional<Binding> change(
      Binding present,
      String identity,
      String address,
      @Nullable String device,
      AccountPolicy policy) {
    return changed(present, identity, address, device, policy).map(Registered::binding);
  }

  private Optional<Registered> changed(
      Binding present,
      String identity,
      String address,
      @Nullable String device,
      AccountPolicy policy) {
    var asked =
        asked(
            present,
            identity,
            address,
            device == null ? null : new DeviceId(device),
            present.tags());
    return database().bindings.change(present.sid(), present.version(), asked, policy);
  }

  private static Registration asked(
      Binding present,
      String identity,
      String address,
      @Nullable DeviceId device,
      List<String> tags) {
    var alive = present.expiresAt().isAfter(LATER);
    return new Registration(
        present.account(),
        new Identity(identity),
        new Target(Some.FCM, new Address(address), null, null, Map.of("auth", "k\u0000ey")),
        device,
        tags,
        alive ? present.expiresAt() : null,
        null,
        LATER,
        ADMIN);
  }

  private static Registration at(
      Instant at, AccountSid account, String identity, String address, String device) {
    return phone(account, identity, Some.FCM, address, device, null, at);
  }

  private List<Delivery> call(AccountSid account, String identity) {
    return owed(database().calls.admit(Some.call(account, identity), TAKEOVER));
  }

  private void die(AccountSid account, String identity) {
    verdict(call(account, identity).get(0), Optional.empty());
  }

  private void verdict(Delivery delivery, Optional<Instant> since) {
    database().calls.record(List.of(attempt(delivery, new BindingGone(since, "gone", "gone"))));
  }

  private Binding current(Binding binding) {
    return find(binding).orElseThrow();
  }

  private Optional<Binding> find(Binding binding) {
    return database().bindings.find(binding.account(), binding.sid());
  }

  private List<Kind> kinds(Binding binding) {
    return database()
        .histories
        .list(binding.account(), binding.sid(), Optional.empty(), 100)
        .stream()
        .map(paged -> paged.change().kind())
        .toList();
  }

  /** The same in another account. */
  private static Binding binding(AccountSid account, Binding binding) {
    return new Binding(
        binding.sid(),
        account,
        binding.identity(),
        binding.target(),
        binding.deviceId(),
        binding.tags(),
        binding.status(),
        binding.invalidReason(),
        binding.registeredAt(),
        binding.expiresAt(),
        binding.created(),
        binding.updated(),
        binding.lastDelivery(),
        binding.version());
  }

  private static AccountPolicy limit(OnLimit onLimit) {
    return new AccountPolicy(
        1,
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
