package io.ringdown.delivery.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringdown.account.AccountPolicy;
import io.ringdown.call.CallNotification;
import io.ringdown.delivery.Admission;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.DeadlineGuard;
import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.Lease;
import io.ringdown.delivery.OutcomeRecorder;
import io.ringdown.delivery.RetryPlan;
import io.ringdown.delivery.ScriptedProvider;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.delivery.UnderWay;
import io.ringdown.delivery.node.OwedStore.Owed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Heartbeat, lease and recovery together with the dispatcher that they steer. */
class RecoveryTest implements CallStore {
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private final SteppedTime time = new SteppedTime();
  private final RecordingNodes nodes = new RecordingNodes();
  private final List<DeliveryAttempt> written = new ArrayList<>();
  private final List<CompletableFuture<DeliveryOutcome>> answers = new ArrayList<>();
  private final ScriptedProvider provider =
      new ScriptedProvider(
          n -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
          });
  private final Lease lease = new Lease(SILENCE, time::nanoTime);
  private final UnderWay underWay = new UnderWay(10, lease);
  private final CallDispatcher dispatcher =
      new CallDispatcher(
          List.of(new DeadlineGuard(provider, time)),
          new OutcomeRecorder(this, time),
          new RetryPlan(new Random(1)),
          time,
          time,
          underWay);
  private final Recovery recovery = new Recovery(nodes, underWay, dispatcher, time);
  private int givenUp;
  private final Heartbeat heartbeat =
      new Heartbeat(nodes, lease, underWay, recovery, new Rounds(time), () -> givenUp++);
  private boolean away;

  @Test
  void atTheStartItGoesOnWithWhatItOwes() {
    var before = owes(delivery());

    assertThat(heartbeat.beat()).isTrue();
    step(0);

    assertThat(provider.taken).containsExactly(before);
  }

  @Test
  void whatIsBroughtTwiceIsDeliveredOnce() {
    heartbeat.beat();
    var delivery = owes(delivery());

    dispatcher.dispatch(List.of(delivery));
    recovery.catchUp();
    recovery.takeUp(List.of(delivery.sid()));
    dispatcher.dispatch(List.of(delivery));
    step(0);
    recovery.catchUp();
    step(0);

    assertThat(provider.taken).hasSize(1);
    assertThat(nodes.loaded).isEmpty();
  }

  @Test
  void itIsUnderWayUntilItsEndIsWrittenDown() {
    heartbeat.beat();
    var delivery = owes(delivery());
    dispatcher.dispatch(List.of(delivery));
    step(0);
    away = true;
    accept(0);
    step(500);

    recovery.catchUp();
    step(500);
    assertThat(provider.taken).hasSize(1);
    assertThat(underWay.size()).isOne();

    away = false;
    step(1000);
    assertThat(written).hasSize(1);
    assertThat(underWay.size()).isZero();
  }

  @Test
  void withoutHeartbeatNothingIsTried() {
    heartbeat.beat();
    nodes.away = true;
    step(2999);
    assertThat(heartbeat.beat()).isFalse();
    assertThat(heartbeat.isBeating()).isTrue();
    step(1);
    heartbeat.beat();
    dispatcher.dispatch(List.of(delivery()));
    step(0);

    assertThat(heartbeat.isBeating()).isFalse();
    assertThat(provider.taken).isEmpty();
    assertThat(underWay.size()).isZero();
  }

  @Test
  void whatWaitedWhenTheLeaseWasLostIsLookedUpAgain() {
    heartbeat.beat();
    var stillMine = owes(delivery());
    var taken = delivery();
    dispatcher.dispatch(List.of(stillMine, taken));
    step(0);
    deferForSeconds(0, 5);
    deferForSeconds(1, 5);
    step(4000);

    heartbeat.beat();
    step(2000);

    assertThat(provider.taken).containsExactly(stillMine, taken, stillMine);
  }

  @Test
  void anAttemptThatOutlivedTheLeaseIsNotRepeatedButItsEndCounts() {
    heartbeat.beat();
    var deferred = delivery();
    var accepted = delivery();
    dispatcher.dispatch(List.of(deferred, accepted));
    step(0);
    step(4000);
    heartbeat.beat();
    deferForSeconds(0, 0);
    accept(1);
    step(2000);

    assertThat(provider.taken).hasSize(2);
    assertThat(written)
        .extracting(one -> one.outcome().name())
        .containsExactly("deferred", "accepted");
    assertThat(underWay.size()).isZero();
  }

  @Test
  void whoWasGivenUpSendsItsClientsAway() {
    heartbeat.beat();
    step(1000);
    givenUp = 0;
    heartbeat.beat();
    assertThat(givenUp).isZero();

    step(4000);
    heartbeat.beat();
    step(0);
    assertThat(givenUp).isZero();

    nodes.known = false;
    heartbeat.beat();
    step(0);
    assertThat(givenUp).isOne();
  }

  @Test
  void nobodyIsBlamedForSilenceWhileTheDatabaseWasAway() {
    heartbeat.beat();
    assertThat(heartbeat.isSteadyFor(SILENCE)).isFalse();
    for (var i = 0; i < 3; i++) {
      step(1000);
      heartbeat.beat();
    }
    assertThat(heartbeat.isSteadyFor(SILENCE)).isTrue();

    nodes.away = true;
    step(4000);
    heartbeat.beat();
    nodes.away = false;
    heartbeat.beat();

    assertThat(heartbeat.isSteadyFor(SILENCE)).isFalse();
  }

  @Test
  void nobodyIsBlamedForSilenceWhileTheDatabaseHung() {
    heartbeat.beat();
    step(4000);
    heartbeat.beat();
    nodes.duringBeat = () -> step(8000);

    heartbeat.beat();
    nodes.duringBeat = () -> {};

    assertThat(heartbeat.isSteadyFor(SILENCE)).isFalse();
  }

  @Test
  void takesOverNoMoreThanItHasRoomFor() {
    heartbeat.beat();
    for (var i = 0; i < 15; i++) {
      var delivery = delivery();
      nodes.ofTheDead.put(delivery.sid(), new Owed(delivery, Optional.empty()));
    }

    recovery.takeFromDead(SILENCE);
    step(0);

    assertThat(provider.taken).hasSize(10);
    assertThat(nodes.ofTheDead).hasSize(5);
  }

  @Test
  void aPauseThatAProviderAskedForIsKept() {
    heartbeat.beat();
    var delivery = delivery();
    nodes.mine.put(delivery.sid(), new Owed(delivery, Optional.of(time.instant().plusSeconds(2))));

    recovery.catchUp();
    step(1999);
    assertThat(provider.taken).isEmpty();
    step(1);
    assertThat(provider.taken).hasSize(1);
  }

  @Test
  void aLoadThatFailsLetsThemInAgain() {
    heartbeat.beat();
    var delivery = owes(delivery());
    nodes.away = true;
    assertThatThrownBy(() -> recovery.takeUp(List.of(delivery.sid())))
        .isInstanceOf(IllegalStateException.class);
    nodes.away = false;

    recovery.catchUp();
    step(0);

    assertThat(provider.taken).hasSize(1);
  }

  @Test
  void aClockSetBackRingsNobodyAfterTheDeadline() {
    heartbeat.beat();
    dispatcher.dispatch(List.of(delivery()));
    step(0);
    time.setClock(Duration.ofHours(-1));
    for (var i = 0; i < 60; i++) {
      heartbeat.beat();
      if (!answers.get(answers.size() - 1).isDone()) {
        deferForSeconds(answers.size() - 1, 0);
      }
      step(1000);
    }

    assertThat(written.get(written.size() - 1).outcome().name()).isEqualTo("expired");
    assertThat(provider.taken.size()).isLessThan(40);
    assertThat(underWay.size()).isZero();
  }

  @Test
  void aClockSetBackGivesNoProviderMoreTime() {
    heartbeat.beat();
    dispatcher.dispatch(List.of(delivery()));
    step(0);
    var left = Duration.between(time.instant(), provider.taken.get(0).call().deadline());
    time.setClock(Duration.ofHours(-1));
    deferForSeconds(0, 0);
    heartbeat.beat();
    step(1000);

    assertThat(provider.taken).hasSizeGreaterThan(1);
    assertThat(Duration.between(time.instant(), provider.taken.get(1).call().deadline()))
        .isLessThanOrEqualTo(left);
  }

  @Test
  void aClockSetForwardRingsNobodyEither() {
    heartbeat.beat();
    dispatcher.dispatch(List.of(delivery()));
    time.setClock(Duration.ofHours(1));
    step(100);

    assertThat(provider.taken).isEmpty();
    assertThat(written).extracting(one -> one.outcome().name()).containsExactly("expired");
  }

  private Delivery delivery() {
    return Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
  }

  private Delivery owes(Delivery delivery) {
    nodes.mine.put(delivery.sid(), new Owed(delivery, Optional.empty()));
    return delivery;
  }

  private void accept(int answer) {
    answers.get(answer).complete(new DeliveryOutcome.Accepted(Optional.empty()));
  }

  private void deferForSeconds(int answer, int seconds) {
    answers
        .get(answer)
        .complete(
            new DeliveryOutcome.Deferred(
                Optional.of(Duration.ofSeconds(seconds)), "503", "UNAVAILABLE"));
  }

  private void step(int millis) {
    time.advance(Duration.ofMillis(millis));
  }

  @Override
  public Admission admit(CallNotification call, AccountPolicy policy) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void record(List<DeliveryAttempt> attempts) {
    if (away) {
      throw new IllegalStateException("away");
    }
    written.addAll(attempts);
  }
}
