package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Channel;
import io.ringdown.delivery.lane.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CallDispatcherTest {
  private final SteppedTime time = new SteppedTime();
  private final RecordingCallStore store = new RecordingCallStore();
  private final Instant start = time.instant();
  private final Lease lease = time.lease(Duration.ofDays(1));
  private final UnderWay underWay = new UnderWay(10, lease);
  private Predicate<Delivery> stillBound = delivery -> true;

  @Test
  void deliversAndWritesDownWhatBecameOfIt() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.accepted());
    var dispatcher = dispatcher(provider);

    dispatcher.dispatch(List.of(delivery(), delivery()));
    assertThat(provider.taken).isEmpty();
    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).hasSize(2);
    assertThat(store.outcomes()).containsExactly("accepted", "accepted");
    assertThat(store.batches).containsExactly(2);
    assertThat(dispatcher.underWay()).isZero();
  }

  @Test
  void triesAgainWithinASecondUntilAccepted() {
    var provider =
        new ScriptedProvider(
            n -> n < 4 ? ScriptedProvider.deferred() : ScriptedProvider.accepted());
    dispatcher(provider).dispatch(List.of(delivery()));

    time.advance(Duration.ofSeconds(1));
    assertThat(provider.taken.size()).isGreaterThanOrEqualTo(2);
    time.advance(Duration.ofSeconds(10));

    assertThat(store.outcomes()).containsExactly("deferred", "deferred", "deferred", "accepted");
  }

  @Test
  void aPhoneThatChangedHandsIsNotTriedAgain() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.deferred());
    var delivery = delivery();
    stillBound = asked -> !asked.sid().equals(delivery.sid());
    var dispatcher = dispatcher(provider);

    dispatcher.dispatch(List.of(delivery));
    time.advance(Duration.ofSeconds(10));

    assertThat(provider.taken).hasSize(1);
    assertThat(store.outcomes()).containsExactly("deferred", "binding_gone");
    assertThat(dispatcher.underWay()).isZero();
  }

  @Test
  void whileNobodyCanTellItRings() {
    var provider =
        new ScriptedProvider(
            n -> n < 2 ? ScriptedProvider.deferred() : ScriptedProvider.accepted());
    stillBound =
        delivery -> {
          throw new IllegalStateException("away");
        };

    dispatcher(provider).dispatch(List.of(delivery()));
    time.advance(Duration.ofSeconds(1));

    assertThat(store.outcomes()).containsExactly("deferred", "accepted");
  }

  @Test
  void givesUpAtTheDeadlineAndNotBefore() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.deferred());
    var dispatcher = dispatcher(provider);
    dispatcher.dispatch(List.of(delivery()));

    time.advance(Duration.ofMillis(29_990));
    assertThat(store.outcomes()).containsOnly("deferred");
    assertThat(dispatcher.underWay()).isOne();
    time.advance(Duration.ofSeconds(60));

    assertThat(store.outcomes()).endsWith("expired");
    assertThat(store.outcomes()).containsOnlyOnce("expired");
    assertThat(dispatcher.underWay()).isZero();
    assertThat(store.attempts)
        .filteredOn(attempt -> attempt.outcome() instanceof DeliveryOutcome.Deferred)
        .allSatisfy(
            attempt -> assertThat(attempt.at()).isBefore(start.plus(Duration.ofSeconds(30))));
  }

  @Test
  void retryAfterBeyondTheDeadlineIsNotTriedAgain() {
    var provider =
        new ScriptedProvider(
            n ->
                CompletableFuture.completedFuture(
                    new DeliveryOutcome.Deferred(
                        Optional.of(Duration.ofSeconds(60)), "QUOTA_EXCEEDED", "")));
    dispatcher(provider).dispatch(List.of(delivery()));

    time.advance(Duration.ofMinutes(5));

    assertThat(provider.taken).hasSize(1);
    assertThat(store.outcomes()).containsExactly("deferred", "expired");
  }

  @Test
  void whatIsPutOffBeyondTheDeadlineEndsThere() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.accepted());
    resume(dispatcher(provider), Duration.ofHours(1));

    time.advance(Duration.ofSeconds(29));
    assertThat(underWay.size()).isOne();
    time.advance(Duration.ofSeconds(2));

    assertThat(provider.taken).isEmpty();
    assertThat(store.outcomes()).containsExactly("expired");
    assertThat(underWay.size()).isZero();
  }

  @Test
  void aPhoneThatChangedHandsWhileItWasPutOffDoesNotRing() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.accepted());
    stillBound = asked -> false;
    resume(dispatcher(provider), Duration.ofSeconds(15));

    time.advance(Duration.ofSeconds(20));

    assertThat(provider.taken).isEmpty();
    assertThat(store.outcomes()).containsExactly("binding_gone");
  }

  @Test
  void whatLinedUpDoesNotLeaveWithoutTheLease() {
    var hanging = new CompletableFuture<DeliveryOutcome>();
    var provider = new ScriptedProvider(n -> n == 1 ? hanging : ScriptedProvider.accepted());
    var lane = new Lane(new LeaseGuard(provider, lease), () -> 1, 10);
    dispatcher(lane).dispatch(List.of(delivery(), delivery()));
    time.advance(Duration.ofSeconds(1));
    assertThat(provider.taken).hasSize(1);

    lease.end();
    underWay.giveUp();
    hanging.complete(new DeliveryOutcome.Accepted(Optional.empty()));
    time.advance(Duration.ofSeconds(10));

    assertThat(provider.taken).hasSize(1);
    assertThat(store.outcomes()).containsExactlyInAnyOrder("accepted", "deferred");
    assertThat(underWay.size()).isZero();
  }

  @Test
  void permanentOutcomesAreNotTriedAgain() {
    for (var outcome :
        List.of(
            new DeliveryOutcome.Refused("credential_refused", ""),
            new DeliveryOutcome.BindingGone(Optional.empty(), "UNREGISTERED", ""))) {
      var provider = new ScriptedProvider(n -> CompletableFuture.completedFuture(outcome));
      var dispatcher = dispatcher(provider);

      dispatcher.dispatch(List.of(delivery()));
      time.advance(Duration.ofSeconds(10));

      assertThat(provider.taken).hasSize(1);
      assertThat(dispatcher.underWay()).isZero();
    }
  }

  @Test
  void aProviderThatBreaksItsPromiseIsTriedAgain() {
    Function<Integer, CompletionStage<DeliveryOutcome>> script =
        n -> {
          if (n == 1) {
            throw new IllegalStateException("broken");
          }
          return n == 2
              ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
              : ScriptedProvider.accepted();
        };
    dispatcher(new ScriptedProvider(script)).dispatch(List.of(delivery()));

    time.advance(Duration.ofSeconds(5));

    assertThat(store.outcomes()).containsExactly("deferred", "deferred", "accepted");
  }

  @Test
  void aChannelThatNobodyServesIsRefused() {
    dispatcher(new ScriptedProvider(n -> ScriptedProvider.accepted()))
        .dispatch(List.of(Deliveries.over(new Channel("pigeon"), start)));

    time.advance(Duration.ofSeconds(1));

    assertThat(store.outcomes()).containsExactly("refused");
  }

  @Test
  void takesNoMoreThanItHasRoomFor() {
    var dispatcher = dispatcher(new ScriptedProvider(n -> new CompletableFuture<>()));
    assertThat(dispatcher.hasRoom()).isTrue();

    dispatcher.dispatch(java.util.stream.Stream.generate(this::delivery).limit(10).toList());

    assertThat(dispatcher.hasRoom()).isFalse();
  }

  @Test
  void outcomesWaitForAStoreThatIsAway() {
    store.away = true;
    dispatcher(new ScriptedProvider(n -> ScriptedProvider.accepted()))
        .dispatch(List.of(delivery()));
    time.advance(Duration.ofSeconds(5));
    assertThat(store.attempts).isEmpty();

    store.away = false;
    time.advance(Duration.ofSeconds(1));

    assertThat(store.outcomes()).containsExactly("accepted");
  }

  private void resume(CallDispatcher dispatcher, Duration putOff) {
    var delivery = delivery();
    var ticket = underWay.enter(delivery.sid()).orElseThrow();
    dispatcher.resume(delivery, ticket, Optional.of(start.plus(putOff)));
  }

  private CallDispatcher dispatcher(PushProvider provider) {
    return new CallDispatcher(
        List.of(
            new DeadlineGuard(
                new BindingGuard(provider, asked -> stillBound.test(asked), time), time)),
        new OutcomeRecorder(store, time),
        new RetryPlan(new Random(1)),
        time,
        time,
        underWay);
  }

  private Delivery delivery() {
    return Deliveries.over(ScriptedProvider.CHANNEL, start);
  }
}
