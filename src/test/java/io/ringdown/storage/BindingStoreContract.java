package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.SHARED;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BindingStore.Held;
import io.ringdown.binding.BindingStore.PagedBinding;
import io.ringdown.binding.Channel;
import io.ringdown.binding.DeadAddress;
import io.ringdown.binding.Departed;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of bindings keeps. */
interface BindingStoreContract {
  BindingStore store();

  @Test
  default void keepsEverythingOfARegistration() {
    var account = Some.account();

    var registered = store().register(phone(account, "bob", "token", "phone"), TAKEOVER);

    assertThat(registered.created()).isTrue();
    assertThat(store().find(account, registered.binding().sid())).contains(registered.binding());
    assertThat(registered.binding().target().keys()).containsEntry("auth", "k\u0000ey");
    assertThat(registered.binding().registeredAt()).isEqualTo(NOW);
    assertThat(registered.binding().expiresAt())
        .isEqualTo(Instant.parse("2027-11-23T08:10:00.123456Z"));
    assertThat(store().find(Some.account(), registered.binding().sid())).isEmpty();
  }

  @Test
  default void longestAddressesAndWidestIdentitiesFit() {
    var account = Some.account();
    var face = "\uD83D\uDE00".repeat(256);

    var registered = store().register(phone(account, face, "x".repeat(4096), face), SHARED);

    assertThat(store().find(account, registered.binding().sid())).contains(registered.binding());
  }

  @Test
  default void sameAddressRefreshesAndKeepsItsSid() {
    var account = Some.account();
    var first = store().register(phone(account, "bob", "token", null), TAKEOVER).binding();
    var later = phone(account, "bob", Some.FCM, "token", "phone", null, NOW.plusSeconds(60));

    var again = store().register(later, TAKEOVER);

    assertThat(again.created()).isFalse();
    assertThat(again.binding().sid()).isEqualTo(first.sid());
    assertThat(again.binding().created()).isEqualTo(NOW);
    assertThat(again.binding().registeredAt()).isEqualTo(NOW.plusSeconds(60));
    assertThat(store().find(account, first.sid())).contains(again.binding());
  }

  @Test
  default void sameDeviceWithAnotherAddressIsARotation() {
    var account = Some.account();
    var first = store().register(phone(account, "bob", "old", "phone"), TAKEOVER).binding();

    var again = store().register(phone(account, "bob", "new", "phone"), TAKEOVER);

    assertThat(again.created()).isFalse();
    assertThat(again.binding().sid()).isEqualTo(first.sid());
    assertThat(again.binding().target().address()).isEqualTo(new Address("new"));
    assertThat(store().register(phone(account, "eve", "old", null), TAKEOVER).created()).isTrue();
  }

  @Test
  default void takeoverMovesThePhoneToItsNewOwner() {
    var account = Some.account();
    var bob = store().register(phone(account, "bob", "token", null), TAKEOVER).binding();

    var eve = store().register(phone(account, "eve", "token", null), TAKEOVER);

    assertThat(eve.created()).isFalse();
    assertThat(eve.binding().sid()).isEqualTo(bob.sid());
    assertThat(all(account)).extracting(Binding::identity).containsExactly(new Identity("eve"));
  }

  @Test
  default void withoutTakeoverEachIdentityHasItsOwn() {
    var account = Some.account();

    var bob = store().register(phone(account, "bob", "token", "phone"), SHARED);
    var eve = store().register(phone(account, "eve", "token", "phone"), SHARED);
    var again = store().register(phone(account, "bob", "token", "phone"), SHARED);

    assertThat(eve.created()).isTrue();
    assertThat(again.created()).isFalse();
    assertThat(again.binding().sid()).isEqualTo(bob.binding().sid());
    assertThat(all(account)).hasSize(2);
  }

  @Test
  default void takeoverGathersWhatWasShared() {
    var account = Some.account();
    store().register(phone(account, "bob", "token", "phone"), SHARED);
    store().register(phone(account, "eve", "token", "phone"), SHARED);

    store().register(phone(account, "kim", "token", "phone"), TAKEOVER);

    assertThat(all(account)).extracting(Binding::identity).containsExactly(new Identity("kim"));
  }

  @Test
  default void ofTwoMatchesTheOneOfTheDeviceStays() {
    var account = Some.account();
    var byAddress = store().register(phone(account, "bob", "token", null), TAKEOVER).binding();
    var byDevice = store().register(phone(account, "bob", "other", "phone"), TAKEOVER).binding();

    var merged = store().register(phone(account, "bob", "token", "phone"), TAKEOVER);

    assertThat(merged.created()).isFalse();
    assertThat(merged.binding().sid()).isEqualTo(byDevice.sid());
    assertThat(merged.departed())
        .containsExactly(new Departed(account, byAddress.sid(), Kind.DELETED));
    assertThat(store().find(account, byAddress.sid())).isEmpty();
    assertThat(all(account)).containsExactly(merged.binding());
  }

  @Test
  default void channelsAndAccountsAreApart() {
    var account = Some.account();
    store().register(phone(account, "bob", "token", "phone"), TAKEOVER);
    var voip = new Channel("apns-voip");

    assertThat(
            store()
                .register(phone(account, "bob", voip, "token", "phone", null, NOW), TAKEOVER)
                .created())
        .isTrue();
    assertThat(store().register(phone(Some.account(), "bob", "token", "phone"), TAKEOVER).created())
        .isTrue();
    assertThat(all(account)).hasSize(2);
  }

  @Test
  default void withoutAddressItIsOnePerDeviceOrPerIdentity() {
    var account = Some.account();
    store().register(phone(account, "bob", null, null), TAKEOVER);
    store().register(phone(account, "bob", null, "browser"), TAKEOVER);

    assertThat(store().register(phone(account, "bob", null, null), TAKEOVER).created()).isFalse();
    assertThat(store().register(phone(account, "eve", null, "browser"), TAKEOVER).created())
        .isFalse();
    assertThat(store().register(phone(account, "eve", null, null), TAKEOVER).created()).isTrue();
    assertThat(all(account)).hasSize(3);
  }

  @Test
  default void aConnectionIsReleasedOnlyByItself() {
    var account = Some.account();
    var old = store().register(phone(account, "bob", "conn-1", "phone"), TAKEOVER).binding();
    var newer = store().register(phone(account, "bob", "conn-2", "phone"), TAKEOVER).binding();

    var before = new Held(account, old.sid(), new Address("conn-1"));
    var now = new Held(account, newer.sid(), new Address("conn-2"));

    assertThat(store().release(List.of(before))).isEmpty();
    assertThat(store().find(account, newer.sid())).isPresent();
    assertThat(store().release(List.of(before, now, now))).containsExactly(now);
    assertThat(store().find(account, newer.sid())).isEmpty();
    assertThat(store().release(List.of(now))).isEmpty();
  }

  @Test
  default void connectionsAreReleasedTogetherAndNoOthers() {
    var account = Some.account();
    var node = new NodeId("node-" + account);
    var leaving =
        IntStream.range(0, 500)
            .mapToObj(i -> connection(account, "conn-" + i, node))
            .map(connection -> held(store().register(connection, TAKEOVER).binding()))
            .toList();
    var staying = store().register(connection(account, "stays", node), TAKEOVER).binding();

    assertThat(store().release(leaving)).containsExactlyElementsOf(leaving);
    assertThat(all(account)).containsExactly(staying);
  }

  @Test
  default void aNodeReleasesAllItsConnectionsAndNoOthers() {
    var account = Some.account();
    var node = new NodeId("node-" + account);
    var first = store().register(connection(account, "conn-1", node), TAKEOVER).binding();
    var second = store().register(connection(account, "conn-2", node), TAKEOVER).binding();
    var other =
        store().register(connection(account, "conn-3", new NodeId("other")), TAKEOVER).binding();
    var phone = store().register(phone(account, "bob", "token", null), TAKEOVER).binding();

    assertThat(store().heldBy(node)).containsExactlyInAnyOrder(held(first), held(second));
    assertThat(store().releaseAll(node))
        .containsExactly(
            new Departed(account, first.sid(), Kind.DELETED),
            new Departed(account, second.sid(), Kind.DELETED));
    assertThat(store().heldBy(node)).isEmpty();
    assertThat(all(account)).containsExactly(phone, other);
  }

  @Test
  default void aConnectionWhoseBindingIsInvalidIsNotHeld() {
    var account = Some.account();
    var node = new NodeId("node-" + account);
    var binding = store().register(connection(account, "conn-1", node), TAKEOVER).binding();
    assertThat(store().heldBy(node)).containsExactly(held(binding));

    store().invalidate(binding, new DeadAddress(binding.registeredAt(), "gone", "", null, NOW));

    assertThat(store().heldBy(node)).isEmpty();
  }

  @Test
  default void deletedIsGone() {
    var account = Some.account();
    var sid = store().register(phone(account, "bob", "token", null), TAKEOVER).binding().sid();

    assertThat(delete(Some.account(), sid)).isZero();
    assertThat(delete(account, sid)).isOne();
    assertThat(delete(account, sid)).isZero();
    assertThat(store().find(account, sid)).isEmpty();
  }

  @Test
  default void pagesAreStableWhileOthersComeAndGo() {
    var account = Some.account();
    for (int i = 0; i < 10; i++) {
      store().register(phone(account, "bob", "token-" + i, null), TAKEOVER);
    }
    var expected = all(account);

    var seen = new ArrayList<Binding>();
    Optional<Long> after = Optional.empty();
    for (List<PagedBinding> page = page(account, after); !page.isEmpty(); ) {
      page.forEach(paged -> seen.add(paged.binding()));
      after = Optional.of(page.get(page.size() - 1).position());
      store().register(phone(account, "bob", "late-" + seen.size(), null), TAKEOVER);
      assertThat(delete(account, seen.get(seen.size() - 1).sid())).isOne();
      page = page(account, after);
    }

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  default void listsOnlyWhatTheFilterNames() {
    var account = Some.account();
    store().register(phone(account, "bob", "token", null), TAKEOVER);
    store().register(phone(account, "eve", "other", null), TAKEOVER);
    var socket = new Channel("websocket");
    store().register(phone(account, "bob", socket, "conn", null, null, NOW), TAKEOVER);

    assertThat(
            list(
                account,
                new BindingFilter(
                    Optional.of(new Identity("bob")),
                    Optional.of(socket),
                    Optional.of(BindingStatus.ACTIVE))))
        .singleElement()
        .satisfies(found -> assertThat(found.target().channel()).isEqualTo(socket));
    assertThat(
            list(
                account,
                new BindingFilter(
                    Optional.empty(), Optional.empty(), Optional.of(BindingStatus.INVALID))))
        .isEmpty();
  }

  @Test
  default void oneDeviceRegisteredByManyAtOnceIsOneBinding() throws Exception {
    var account = Some.account();

    var registered =
        Together.run(
            32,
            i ->
                store()
                    .register(phone(account, "person-" + i % 5, "token-" + i, "phone"), TAKEOVER));

    assertThat(registered).filteredOn(one -> one.created()).hasSize(1);
    assertThat(all(account)).hasSize(1);
    assertThat(registered).extracting(one -> one.binding()).contains(all(account).get(0));
  }

  @Test
  default void crossedAddressesAndDevicesMeetWithoutError() throws Exception {
    var account = Some.account();

    Together.run(
        32,
        i -> store().register(phone(account, "bob", "token-" + i % 3, "phone-" + i % 4), TAKEOVER));

    var left = all(account);
    assertThat(left).extracting(Binding::deviceId).doesNotHaveDuplicates();
    assertThat(left).extracting(one -> one.target().address()).doesNotHaveDuplicates();
    assertThat(left).isNotEmpty();
  }

  private int delete(AccountSid account, BindingSid... sids) {
    return store().delete(account, List.of(sids), Some.ADMIN, NOW);
  }

  private List<PagedBinding> page(AccountSid account, Optional<Long> after) {
    return store().list(account, BindingFilter.ANY, after, 3);
  }

  private List<Binding> all(AccountSid account) {
    return list(account, BindingFilter.ANY);
  }

  private List<Binding> list(AccountSid account, BindingFilter filter) {
    return store().list(account, filter, Optional.empty(), 1001).stream()
        .map(PagedBinding::binding)
        .toList();
  }

  private static Held held(Binding binding) {
    var address = Objects.requireNonNull(binding.target().address());
    return new Held(binding.account(), binding.sid(), address);
  }

  private static Registration connection(AccountSid account, String name, NodeId node) {
    var phone = phone(account, "bob", name, null);
    return new Registration(
        account, phone.identity(), phone.target(), null, List.of(), null, node, NOW, phone.by());
  }

  @Test
  default void theOldestGoesWhenThereAreTooMany() {
    var account = Some.account();
    var limit = limit(2, AccountPolicy.OnLimit.EVICT_OLDEST);
    var oldest = bindAt(account, "one", 1, limit);
    var refreshed = bindAt(account, "two", 0, limit);
    bindAt(account, "two", 2, limit);
    assertThat(store().find(account, oldest.sid())).isPresent();

    bindAt(account, "three", 3, limit);

    assertThat(store().find(account, oldest.sid())).isEmpty();
    assertThat(store().find(account, refreshed.sid())).isPresent();
    var moved = bindAs(account, "eve", "three", 4, limit);
    assertThat(moved.identity().value()).isEqualTo("eve");
    assertThat(bindAt(account, "four", 5, limit).sid()).isNotNull();
    assertThat(store().find(account, refreshed.sid())).isPresent();
  }

  @Test
  default void whoHadToGoIsNamedOldestFirst() {
    var account = Some.account();
    var first = bindAt(account, "one", 1, TAKEOVER);
    var second = bindAt(account, "two", 2, TAKEOVER);
    bindAt(account, "three", 3, TAKEOVER);
    var limit = limit(2, AccountPolicy.OnLimit.EVICT_OLDEST);

    var fourth = registerAt(account, "four", 4, limit);
    var again = registerAt(account, "four", 5, limit);

    assertThat(fourth.departed())
        .containsExactly(
            new Departed(account, first.sid(), Kind.EVICTED),
            new Departed(account, second.sid(), Kind.EVICTED));
    assertThat(again.departed()).isEmpty();
  }

  @Test
  default void everyPartOfAFilterNarrows() {
    var account = Some.account();
    var one =
        store()
            .register(
                new Registration(
                    account,
                    new Identity("bob"),
                    new Target(Some.FCM, new Address("100%_one"), null, null, Map.of()),
                    new DeviceId("pixel"),
                    List.of("mine", "a\"b", "50%_!"),
                    null,
                    null,
                    Some.NOW,
                    Some.ADMIN),
                AccountPolicy.DEFAULT)
            .binding()
            .sid();
    store().register(Some.phone(account, "bob", "two", "other"), AccountPolicy.DEFAULT);

    assertThat(matching(account, filter(Optional.of("pixel"), "", ""))).containsExactly(one);
    assertThat(matching(account, filter(Optional.empty(), "100%_one", ""))).containsExactly(one);
    assertThat(matching(account, filter(Optional.empty(), "100__one", ""))).isEmpty();
    for (var tag : List.of("mine", "a\"b", "50%_!")) {
      assertThat(matching(account, filter(Optional.empty(), "", tag))).containsExactly(one);
    }
    for (var tag : List.of("min", "b", "5%", "50__!", "mine\",\"a")) {
      assertThat(matching(account, filter(Optional.empty(), "", tag))).isEmpty();
    }
    assertThat(delete(account, one, one)).isEqualTo(1);
    assertThat(matching(account, BindingFilter.ANY)).hasSize(1).doesNotContain(one);
  }

  private List<BindingSid> matching(AccountSid account, BindingFilter filter) {
    return store().list(account, filter, Optional.empty(), 10).stream()
        .map(paged -> paged.binding().sid())
        .toList();
  }

  private static BindingFilter filter(Optional<String> device, String address, String tag) {
    return new BindingFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        device.map(DeviceId::new),
        Optional.of(address).filter(text -> !text.isEmpty()).map(Address::new),
        Optional.of(tag).filter(text -> !text.isEmpty()),
        Optional.empty());
  }

  @Test
  default void aFullIdentityMayBeRefusedAnother() {
    var account = Some.account();
    var limit = limit(1, AccountPolicy.OnLimit.REJECT);
    var first = bindAt(account, "one", 0, limit);

    assertThatExceptionOfType(BindingLimitException.class)
        .isThrownBy(() -> bindAt(account, "two", 1, limit));
    assertThat(bindAt(account, "one", 2, limit).sid()).isEqualTo(first.sid());
    bindAs(account, "eve", "three", 3, limit);
    assertThatExceptionOfType(BindingLimitException.class)
        .isThrownBy(() -> bindAs(account, "eve", "one", 4, limit));
    assertThat(store().find(account, first.sid()).orElseThrow().identity().value())
        .isEqualTo("bob");
  }

  private Binding bindAt(AccountSid account, String address, long second, AccountPolicy policy) {
    return bindAs(account, "bob", address, second, policy);
  }

  private Binding bindAs(
      AccountSid account, String identity, String address, long second, AccountPolicy policy) {
    return registerAs(account, identity, address, second, policy).binding();
  }

  private Registered registerAt(
      AccountSid account, String address, long second, AccountPolicy policy) {
    return registerAs(account, "bob", address, second, policy);
  }

  private Registered registerAs(
      AccountSid account, String identity, String address, long second, AccountPolicy policy) {
    var at = NOW.plusSeconds(second);
    return store().register(phone(account, identity, Some.FCM, address, null, null, at), policy);
  }

  private static AccountPolicy limit(int most, AccountPolicy.OnLimit onLimit) {
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
