package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static io.ringdown.storage.Some.TAKEOVER;
import static io.ringdown.storage.Some.attempt;
import static io.ringdown.storage.Some.owed;
import static io.ringdown.storage.Some.phone;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallNotification;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.PagedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What readers of calls find. */
interface CallRecordsContract {
  TestDatabase database();

  @Test
  default void callsAreListedNewestFirstAndPageByPage() {
    var account = Some.account();
    List<MessageId> sent = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // Two in the same moment each, as far as clocks can tell.
      sent.add(0, admit(account, "bob", i / 2));
    }
    admit(Some.account(), "bob", 0);

    List<MessageId> found = new ArrayList<>();
    var after = Optional.<PagedCall.Position>empty();
    for (int i = 0; i < 4; i++) {
      var page = database().records.list(account, CallFilter.ANY, after, 2);
      page.forEach(one -> found.add(one.call().messageId()));
      after = Optional.of(page.get(page.size() - 1).position());
    }

    assertThat(found).isEqualTo(sent);
    assertThat(database().records.list(account, CallFilter.ANY, after, 2)).isEmpty();
  }

  @Test
  default void everyFilterNarrows() {
    var account = Some.account();
    var first = admit(account, "bob", 0);
    var second = admit(account, "eve", 1);
    var third = admit(account, "bob", 2);
    var sid = database().records.find(account, second).orElseThrow().callSid();
    var any = CallFilter.ANY;

    assertThat(found(account, narrowed(Optional.of(new Identity("bob")), any)))
        .containsExactly(third, first);
    assertThat(
            found(
                account,
                new CallFilter(
                    any.identity(),
                    Optional.ofNullable(sid),
                    Optional.of(new CallerId("client:alice")),
                    Optional.of(CallStatus.NO_BINDINGS),
                    any.after(),
                    any.before())))
        .containsExactly(second);
    assertThat(
            found(
                account,
                new CallFilter(
                    any.identity(),
                    any.callSid(),
                    any.from(),
                    any.status(),
                    Optional.of(NOW.plusSeconds(1)),
                    Optional.of(NOW.plusSeconds(2)))))
        .containsExactly(second);
    assertThat(
            found(
                account,
                new CallFilter(
                    any.identity(),
                    any.callSid(),
                    Optional.of(new CallerId("client:mallory")),
                    any.status(),
                    any.after(),
                    any.before())))
        .isEmpty();
    assertThat(
            found(
                account,
                new CallFilter(
                    any.identity(),
                    any.callSid(),
                    any.from(),
                    Optional.of(CallStatus.ACCEPTED),
                    any.after(),
                    any.before())))
        .isEmpty();
  }

  @Test
  default void theNumberOfTwiliosErrorIsKept() {
    var account = Some.account();
    bind(account, "one");
    bind(account, "two");
    var call = Some.call(account, "bob");
    var owed = owed(database().calls.admit(call, TAKEOVER));
    database()
        .calls
        .record(
            List.of(
                attempt(owed.get(0), new BindingGone(Optional.empty(), "GONE", "gone", 52103)),
                attempt(owed.get(1), new Refused("topic", "wrong"))));

    var record = database().records.find(account, call.messageId()).orElseThrow();

    assertThat(record.deliveries())
        .flatExtracting(delivery -> delivery.attempts())
        .extracting(attempt -> attempt.twilioCode())
        .containsExactly(52103, null);
  }

  @Test
  default void theFirstAcknowledgementCounts() {
    var account = Some.account();
    var binding = bind(account, "one");
    var call = Some.call(account, "bob");
    database().calls.admit(call, TAKEOVER);
    var shown = NOW.plusSeconds(3);

    assertThat(acknowledge(call, binding, 3)).isTrue();
    assertThat(acknowledge(call, binding, 4)).isTrue();

    var record = database().records.find(account, call.messageId()).orElseThrow();
    assertThat(record.deliveries().get(0).acknowledgedAt()).isEqualTo(shown);
    assertThat(acknowledge(call, BindingSid.generate(new Random(1)), 5)).isFalse();
    assertThat(acknowledge(Some.call(account, "bob"), binding, 5)).isFalse();
    assertThat(acknowledge(Some.call(Some.account(), "bob"), binding, 5)).isFalse();
  }

  @Test
  default void aDeviceAcknowledgesWhatItsFormerBindingGot() {
    var account = Some.account();
    var former = bind(account, "bob", Some.FCM, "one", "phone");
    var call = Some.call(account, "bob");
    var owed = owed(database().calls.admit(call, TAKEOVER));
    database().bindings.delete(account, List.of(former), Some.ADMIN, NOW);
    var present = bind(account, "bob", Some.FCM, "two", "phone");
    var stranger = bind(account, "bob", Some.FCM, "three", "tablet");
    var nameless = bind(account, "bob", Some.FCM, "four", null);
    var elsewhere = bind(account, "bob", new Channel("external"), null, "phone");
    assertThat(acknowledge(call, stranger, 3)).isFalse();
    assertThat(acknowledge(call, nameless, 3)).isFalse();
    assertThat(acknowledge(call, elsewhere, 3)).isFalse();

    assertThat(database().records.acknowledge(account, call.messageId(), present, NOW))
        .contains(owed.get(0).sid());

    var record = database().records.find(account, call.messageId()).orElseThrow();
    assertThat(record.deliveries()).hasSize(1);
    assertThat(record.deliveries().get(0).acknowledgedAt()).isEqualTo(NOW);
  }

  @Test
  default void aDeviceAcknowledgesForNobodyElse() {
    var account = Some.account();
    bind(account, "bob", Some.FCM, "one", "phone");
    var call = Some.call(account, "bob");
    database().calls.admit(call, TAKEOVER);
    var eves = bind(account, "eve", Some.FCM, "two", "phone");
    var foreign = Some.account();
    var foreigner = bind(foreign, "bob", Some.FCM, "one", "phone");

    assertThat(acknowledge(call, eves, 3)).isFalse();
    assertThat(acknowledge(call, foreigner, 3)).isFalse();
  }

  private boolean acknowledge(CallNotification call, BindingSid binding, long seconds) {
    return database()
        .records
        .acknowledge(call.account(), call.messageId(), binding, NOW.plusSeconds(seconds))
        .isPresent();
  }

  private BindingSid bind(
      AccountSid account,
      String identity,
      Channel channel,
      @Nullable String address,
      @Nullable String device) {
    return database()
        .bindings
        .register(phone(account, identity, channel, address, device, null, NOW), Some.SHARED)
        .binding()
        .sid();
  }

  private BindingSid bind(AccountSid account, String address) {
    return database()
        .bindings
        .register(phone(account, "bob", address, null), TAKEOVER)
        .binding()
        .sid();
  }

  private MessageId admit(AccountSid account, String identity, long seconds) {
    var call = Some.call(account, identity);
    var at = call.receivedAt().plusSeconds(seconds);
    database()
        .calls
        .admit(
            new CallNotification(
                account,
                call.messageId(),
                call.callSid(),
                call.from(),
                call.identity(),
                call.payload(),
                at,
                at.plusSeconds(30)),
            TAKEOVER);
    return call.messageId();
  }

  private List<MessageId> found(AccountSid account, CallFilter filter) {
    return database().records.list(account, filter, Optional.empty(), 50).stream()
        .map(paged -> paged.call().messageId())
        .toList();
  }

  private static CallFilter narrowed(Optional<Identity> identity, CallFilter filter) {
    return new CallFilter(
        identity,
        filter.callSid(),
        filter.from(),
        filter.status(),
        filter.after(),
        filter.before());
  }
}
