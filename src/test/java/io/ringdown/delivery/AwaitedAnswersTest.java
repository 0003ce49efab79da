package io.ringdown.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.call.MessageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AwaitedAnswersTest {
  private static final DeliveryOutcome ACCEPTED = new DeliveryOutcome.Accepted(Optional.empty());
  private static final DeliveryOutcome GONE =
      new DeliveryOutcome.BindingGone(Optional.empty(), "UNREGISTERED", "");

  private final SteppedTime time = new SteppedTime();
  private final FakeOngoingCalls calls = new FakeOngoingCalls();
  private final AwaitedAnswers answers = new AwaitedAnswers(calls, time, time);
  private final List<Delivery> dispatched = new ArrayList<>();
  private final Delivery first = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
  private final Delivery second = sibling();
  private final MessageId messageId = first.call().messageId();

  @Test
  void theFirstAcceptanceAnswers() {
    var answer = admit(kept(2, first, second));
    assertThat(dispatched).containsExactly(first, second);
    assertThat(answer).isNotDone();
    answers.reached(first, GONE);
    assertThat(answer).isNotDone();

    answers.reached(second, ACCEPTED);

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 2);
  }

  @Test
  void whenAllAreDeadThatIsKeptAndTold() {
    var answer = admit(kept(2, first, second));
    answers.reached(first, GONE);
    time.advance(Duration.ofMillis(500));
    assertThat(calls.looks).isZero();
    answers.reached(second, GONE);
    calls.statuses.add(DeliveryStatus.BINDING_GONE);

    time.advance(Duration.ofMillis(20));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 0);
    assertThat(calls.unreachable).containsExactly(messageId);
  }

  @Test
  void thatAllAreDeadIsToldWhenTheLastOfThemIsWrittenDown() {
    var answer = admit(kept(1, first));
    calls.statuses.add(DeliveryStatus.PENDING);
    answers.reached(first, GONE);
    time.advance(Duration.ofMillis(100));
    assertThat(answer).isNotDone();
    calls.statuses.clear();
    calls.statuses.add(DeliveryStatus.BINDING_GONE);

    time.advance(Duration.ofMillis(200));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 0);
  }

  @Test
  void whatCannotBeKeptIsNotTold() {
    var answer = admit(kept(1, first));
    calls.away = true;
    answers.reached(first, GONE);

    time.advance(Duration.ofMillis(1900));
    assertThat(answer).isNotDone();
    time.advance(Duration.ofMillis(200));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 1);
  }

  @Test
  void theAcceptanceOnAnotherNodeAnswers() {
    var answer = admit(partlyElsewhere(2, first));
    answers.reached(first, GONE);
    calls.statuses.addAll(Set.of(DeliveryStatus.BINDING_GONE, DeliveryStatus.PENDING));
    time.advance(Duration.ofMillis(500));
    assertThat(answer).isNotDone();
    calls.statuses.add(DeliveryStatus.ACCEPTED);

    time.advance(Duration.ofMillis(200));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 2);
  }

  @Test
  void whatDiesOnAnotherNodeIsToldToo() {
    var answer = admit(partlyElsewhere(1));
    calls.statuses.add(DeliveryStatus.BINDING_GONE);

    time.advance(Duration.ofMillis(20));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 0);
    assertThat(calls.unreachable).containsExactly(messageId);
  }

  @Test
  void nobodyLooksAfterTheAnswer() {
    var answer = admit(partlyElsewhere(1));
    calls.statuses.add(DeliveryStatus.PENDING);
    time.advance(Duration.ofSeconds(2));
    assertThat(answer).isDone();
    var looks = calls.looks;

    time.advance(Duration.ofSeconds(10));

    assertThat(looks).isLessThan(20);
    assertThat(calls.looks).isEqualTo(looks);
  }

  @Test
  void theTimeIsUpAfterAWhile() {
    var answer = admit(kept(2, first, second));
    answers.reached(first, GONE);
    answers.reached(second, new DeliveryOutcome.Refused("topic", ""));
    time.advance(Duration.ofMillis(1999));
    assertThat(answer).isNotDone();

    time.advance(Duration.ofMillis(1));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 2);
    assertThat(calls.unreachable).isEmpty();
  }

  @Test
  void anAddressThatAnotherNotificationRingsMayBeAlive() {
    var answer = admit(kept(2, first));
    answers.reached(first, GONE);
    calls.statuses.addAll(Set.of(DeliveryStatus.BINDING_GONE, DeliveryStatus.PENDING));
    time.advance(Duration.ofMillis(500));
    assertThat(answer).isNotDone();
    calls.statuses.add(DeliveryStatus.ACCEPTED);

    time.advance(Duration.ofMillis(200));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 2);
  }

  @Test
  void whatAnotherNotificationRingsAloneIsWaitedForToo() {
    var answer = admit(kept(1));
    calls.statuses.add(DeliveryStatus.PENDING);
    time.advance(Duration.ofMillis(500));
    assertThat(answer).isNotDone();
    calls.statuses.clear();
    calls.statuses.add(DeliveryStatus.BINDING_GONE);

    time.advance(Duration.ofMillis(200));

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 0);
  }

  @Test
  void aRepeatOnAnotherNodeIsToldWhatTheFirstIs() {
    var received = time.instant();
    time.advance(Duration.ofMillis(500));
    calls.statuses.add(DeliveryStatus.PENDING);
    var dead = admit(() -> new Admission.Repeated(messageId, 1, received));
    time.advance(Duration.ofMillis(500));
    assertThat(dead).isNotDone();
    calls.statuses.clear();
    calls.statuses.add(DeliveryStatus.BINDING_GONE);
    time.advance(Duration.ofMillis(200));
    assertThat(dead).isCompletedWithValueMatching(admission -> admission.bindings() == 0);

    calls.statuses.clear();
    calls.statuses.add(DeliveryStatus.PENDING);
    var late = admit(() -> new Admission.Repeated(messageId, 1, received));
    time.advance(Duration.ofMillis(700));
    assertThat(late).isNotDone();
    time.advance(Duration.ofMillis(100));
    assertThat(late).isCompletedWithValueMatching(admission -> admission.bindings() == 1);
    assertThat(admit(() -> new Admission.Repeated(messageId, 1, received))).isDone();
  }

  @Test
  void atTheEndOfTheProcessAllAreAnswered() {
    var answer = admit(kept(1, first));

    answers.close();

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 1);
  }

  @Test
  void whoComesLateKeepsItOpen() {
    var answer = admit(kept(1, first));
    answers.reached(first, GONE);
    calls.statuses.addAll(Set.of(DeliveryStatus.BINDING_GONE, DeliveryStatus.PENDING));
    time.advance(Duration.ofMillis(500));
    assertThat(answer).isNotDone();

    answers.reached(second, ACCEPTED);

    assertThat(answer).isDone();
  }

  @Test
  void whoComesWhileThatIsKeptKeepsItOpenToo() {
    var answer = admit(kept(1, first));
    answers.reached(first, GONE);
    calls.statuses.add(DeliveryStatus.BINDING_GONE);
    calls.lateAfterTheLook = true;
    time.advance(Duration.ofMillis(500));
    assertThat(answer).isNotDone();

    answers.reached(second, ACCEPTED);

    assertThat(answer).isCompletedWithValueMatching(admission -> admission.bindings() == 1);
  }

  @Test
  void aRepeatWaitsWithTheFirst() {
    var answer = admit(kept(1, first));
    var repeat =
        admit(
            () -> {
              throw new AssertionError("not admitted again");
            });
    assertThat(repeat).isNotDone();

    answers.reached(first, ACCEPTED);

    assertThat(answer).isDone();
    assertThat(repeat).isDone();
    assertThat(dispatched).containsExactly(first);
  }

  @Test
  void whatNobodyIsRungForIsAnsweredAtOnce() {
    assertThat(admit(kept(0))).isCompletedWithValueMatching(admission -> admission.bindings() == 0);
  }

  @Test
  void whatCannotBeAdmittedFailsAndMayBeTriedAgain() {
    assertThat(
            admit(
                () -> {
                  throw new IllegalStateException("away");
                }))
        .isCompletedExceptionally();

    assertThat(admit(kept(0))).isCompleted();
  }

  private Supplier<Admission> kept(int bindings, Delivery... owed) {
    return () -> new Admission.Kept(messageId, bindings, List.of(owed), 0);
  }

  /** The others are another node's. */
  private Supplier<Admission> partlyElsewhere(int bindings, Delivery... owed) {
    return () -> new Admission.Kept(messageId, bindings, List.of(owed), bindings - owed.length);
  }

  private CompletableFuture<Admission> admit(Supplier<Admission> admission) {
    return answers
        .admit(
            first.call().account(),
            messageId,
            Duration.ofSeconds(2),
            admission,
            kept -> dispatched.addAll(kept.owed()))
        .toCompletableFuture();
  }

  private Delivery sibling() {
    var other = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
    return new Delivery(
        other.sid(), first.call(), other.binding(), other.target(), time.instant(), null);
  }
}
