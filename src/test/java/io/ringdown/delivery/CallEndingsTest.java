package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ringdown.delivery.lane.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallEndingsTest {
  private final SteppedTime time = new SteppedTime();
  private final RecordingCallStore store = new RecordingCallStore();
  private final FakeOngoingCalls calls = new FakeOngoingCalls();
  private final EndedLegs ended = new EndedLegs(time);
  private final Delivery delivery = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
  private final CallLeg leg =
      new CallLeg(delivery.call().account(), Objects.requireNonNull(delivery.call().callSid()));

  @Test
  void aCancelledDeliveryIsNotTriedAgain() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.deferred());
    var dispatcher = dispatcher(provider);
    dispatcher.dispatch(List.of(delivery));
    time.advance(Duration.ZERO);
    calls.deadline = java.util.Optional.of(delivery.call().deadline());

    endings(dispatcher).end(leg);
    time.advance(Duration.ofMinutes(1));

    assertThat(provider.taken).hasSize(1);
    assertThat(store.outcomes()).containsExactly("deferred", "cancelled");
    assertThat(dispatcher.underWay()).isZero();
  }

  @Test
  void whatWaitsInTheLaneStaysThere() {
    var first = new CompletableFuture<DeliveryOutcome>();
    var provider = new ScriptedProvider(n -> first);
    var dispatcher = dispatcher(provider);
    dispatcher.dispatch(
        List.of(Deliveries.over(ScriptedProvider.CHANNEL, time.instant()), delivery));
    time.advance(Duration.ZERO);
    var another = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
    assertThat(another.call().callSid()).isEqualTo(leg.callSid());

    endings(dispatcher).endedElsewhere(new OngoingCalls.EndedLeg(leg, delivery.call().deadline()));
    first.complete(new DeliveryOutcome.Accepted(java.util.Optional.empty()));
    time.advance(Duration.ofSeconds(1));

    assertThat(provider.taken).hasSize(1);
    assertThat(store.outcomes()).containsExactlyInAnyOrder("accepted", "cancelled");
  }

  @Test
  void whatAnotherNodeEndedIsHeardOfWhileSomethingIsUnderWay() {
    var provider = new ScriptedProvider(n -> ScriptedProvider.deferred());
    var dispatcher = dispatcher(provider);
    var endings = endings(dispatcher);
    endings.sweep();
    assertThat(calls.looks).isZero();
    dispatcher.dispatch(List.of(delivery));
    time.advance(Duration.ZERO);
    calls.away = true;
    endings.sweep();
    calls.away = false;
    calls.endedElsewhere.add(new OngoingCalls.EndedLeg(leg, delivery.call().deadline()));

    endings.sweep();
    time.advance(Duration.ofMinutes(1));

    assertThat(calls.looks).isEqualTo(2);
    assertThat(provider.taken).hasSize(1);
  }

  @Test
  void nothingIsCancelledThatCouldNotBeKept() {
    var provider =
        new ScriptedProvider(
            n -> n == 1 ? ScriptedProvider.deferred() : ScriptedProvider.accepted());
    var dispatcher = dispatcher(provider);
    dispatcher.dispatch(List.of(delivery));
    time.advance(Duration.ZERO);
    calls.away = true;

    assertThatIllegalStateException().isThrownBy(() -> endings(dispatcher).end(leg));
    time.advance(Duration.ofMinutes(1));

    assertThat(store.outcomes()).containsExactly("deferred", "accepted");
  }

  @Test
  void anEndedLegIsForgottenAtItsDeadline() {
    ended.add(leg, delivery.call().deadline());
    ended.sweep();
    assertThat(ended.has(delivery.call())).isTrue();

    time.advance(Duration.ofSeconds(30));
    ended.sweep();

    assertThat(ended.has(delivery.call())).isFalse();
  }

  private CallEndings endings(CallDispatcher dispatcher) {
    return new CallEndings(calls, ended, dispatcher, time);
  }

  private CallDispatcher dispatcher(PushProvider provider) {
    return new CallDispatcher(
        List.of(
            new Lane(new EndedCallGuard(new DeadlineGuard(provider, time), ended), () -> 1, 10)),
        new OutcomeRecorder(store, time),
        new RetryPlan(new Random(1)),
        time,
        time,
        new UnderWay(10, time.lease(Duration.ofDays(1))));
  }
}
