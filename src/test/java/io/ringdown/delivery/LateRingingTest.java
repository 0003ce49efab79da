package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.account.Secret;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.Channel;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LateRingingTest {
  private static final Identity BOB = new Identity("bob");

  private final SteppedTime time = new SteppedTime();
  private final FakeOngoingCalls calls = new FakeOngoingCalls();
  private final ScriptedProvider provider = new ScriptedProvider(n -> ScriptedProvider.accepted());
  private final CallDispatcher dispatcher =
      new CallDispatcher(
          List.of(provider),
          new OutcomeRecorder(new RecordingCallStore(), time),
          new RetryPlan(new Random(1)),
          time,
          time,
          new UnderWay(10, time.lease(Duration.ofDays(1))));
  private final Delivery delivery = delivery();
  private final AccountSid account = delivery.call().account();

  @Test
  void whoRegistersWhileBeingCalledIsRungAtOnce() {
    calls.late.add(delivery);

    late(true).registered(account, BOB);
    assertThat(provider.taken).isEmpty();
    time.advance(Duration.ZERO);

    assertThat(provider.taken).containsExactly(delivery);
    time.advance(Duration.ofSeconds(5));
    assertThat(provider.taken).hasSize(1);
  }

  @Test
  void aCallThatIsCommittedAfterTheFirstLookIsFoundByTheSecond() {
    late(true).registered(account, BOB);
    time.advance(Duration.ofMillis(100));
    calls.late.add(delivery);

    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).containsExactly(delivery);
    assertThat(calls.looks).isEqualTo(2);
  }

  @Test
  void aCallThatTookLongToAdmitLooksItself() {
    var late = late(true);
    late.admitted(account, BOB, Duration.ofMillis(20));
    time.advance(Duration.ofSeconds(1));
    assertThat(calls.looks).isZero();
    calls.late.add(delivery);

    late.admitted(account, BOB, Duration.ofMillis(400));
    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).containsExactly(delivery);
  }

  @Test
  void aDeviceWhoseOldConnectionWasGoneIsLookedForAgain() {
    var late = late(true);
    late.reached(delivery, new DeliveryOutcome.Refused("topic", ""));
    time.advance(Duration.ofSeconds(1));
    assertThat(calls.looks).isZero();
    calls.late.add(delivery);

    late.reached(delivery, new DeliveryOutcome.BindingGone(Optional.empty(), "gone", ""));
    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).containsExactly(delivery);
  }

  @Test
  void thePolicyMaySayNo() {
    calls.late.add(delivery);

    late(false).registered(account, BOB);
    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).isEmpty();
  }

  @Test
  void aChannelThatNobodyServesIsLeftAlone() {
    calls.late.add(Deliveries.over(new Channel("pigeon"), time.instant()));

    late(true).registered(account, BOB);
    time.advance(Duration.ofSeconds(1));

    assertThat(dispatcher.underWay()).isZero();
    assertThat(calls.late).isEmpty();
  }

  @Test
  void aStoreThatIsAwayHurtsNobody() {
    calls.away = true;

    late(true).registered(account, BOB);
    time.advance(Duration.ofSeconds(1));

    assertThat(calls.looks).isEqualTo(2);
  }

  private LateRinging late(boolean allowed) {
    return new LateRinging(calls, new OneAccount(account, allowed), dispatcher, time, time);
  }

  private Delivery delivery() {
    return Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
  }

  /** One account, which lets late registrations ring or not. */
  private record OneAccount(AccountSid sid, boolean late) implements AccountStore {
    @Override
    public Optional<Account> find(AccountSid asked) {
      var usual = AccountPolicy.DEFAULT;
      var policy =
          new AccountPolicy(
              null,
              usual.onLimit(),
              true,
              usual.ring(),
              null,
              usual.answerWhen(),
              usual.answerWithin(),
              usual.ringWindow(),
              late);
      var now = java.time.Instant.EPOCH;
      return Optional.of(
          new Account(sid, null, List.of(new Secret("token")), List.of(), policy, now, now));
    }

    @Override
    public List<Account> list(Optional<AccountSid> after, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean put(Account account) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean create(Account account, Change change) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(Account before, Account after, Change change) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(AccountSid asked, Change change) {
      throw new UnsupportedOperationException();
    }
  }
}
