package io.ringdown.delivery.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.ScriptedProvider;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.delivery.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CredentialAlarmsTest {
  private static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(32));
  private static final CredentialSid SID = new CredentialSid("CR" + "1".repeat(32));
  private static final Refused DISTRUST = new Refused("credential_refused", "no");
  private static final Accepted ACCEPTED = new Accepted(Optional.empty());

  private final SteppedTime time = new SteppedTime();
  private final Instant start = time.instant();
  private final FakeFailureStore store = new FakeFailureStore();
  private final List<Event> events = new ArrayList<>();
  private final List<String> raised = new ArrayList<>();
  private final CredentialAlarms alarms = node();

  private CredentialAlarms node() {
    return new CredentialAlarms(
        List.of(new ScriptedProvider(n -> ScriptedProvider.accepted())),
        store,
        events::add,
        (channel, code) -> raised.add(channel + " " + code),
        time,
        time,
        time::nanoTime);
  }

  @Test
  void aFailureIsToldOnceHoweverManyDeliveriesMeetIt() {
    for (var i = 0; i < 100; i++) {
      reached(alarms, DISTRUST);
    }

    assertThat(store.of(ACCOUNT))
        .isEqualTo(Map.of(SID, new CredentialFailure("credential_refused", start)));
    assertThat(raised).containsExactly("scripted credential_refused");
    assertThat(events).containsExactly(Event.credential(ACCOUNT, SID, "failing"));
    assertThat(store.writes).isEqualTo(1);
  }

  @Test
  void theNextAcceptedDeliveryEndsItAndThenItMayBeginAgain() {
    reached(alarms, DISTRUST);
    reached(alarms, ACCEPTED);
    assertThat(store.of(ACCOUNT)).isEmpty();

    reached(alarms, DISTRUST);
    assertThat(store.of(ACCOUNT)).isNotEmpty();
    assertThat(raised).hasSize(2);
    assertThat(events).extracting(Event::detail).containsExactly("failing", "recovered", "failing");
  }

  @Test
  void whatAnotherNodeSawIsEndedHereWithinSeconds() {
    reached(alarms, ACCEPTED);
    reached(node(), DISTRUST);

    reached(alarms, ACCEPTED);
    assertThat(store.of(ACCOUNT)).as("not asked at each delivery").isNotEmpty();

    time.advance(Duration.ofSeconds(5));
    reached(alarms, ACCEPTED);
    assertThat(store.of(ACCOUNT)).isEmpty();
  }

  @Test
  void whatAnotherNodeSawIsNotToldAgain() {
    reached(alarms, DISTRUST);
    reached(node(), DISTRUST);

    assertThat(raised).hasSize(1);
  }

  @Test
  void deliveriesThatGoWellWriteNothingAndReadLittle() {
    for (var i = 0; i < 1000; i++) {
      reached(alarms, ACCEPTED);
    }

    assertThat(store.writes).isZero();
    assertThat(store.reads).isEqualTo(1);
  }

  @Test
  void aChangedCredentialThatFailsTooIsToldAtOnce() {
    reached(alarms, DISTRUST);
    store.change(SID);
    reached(alarms, new CredentialRef(SID, 2), DISTRUST);

    assertThat(raised).hasSize(2);
    assertThat(store.all(1)).containsEntry(SID, 2L);
  }

  @Test
  void whatDoesNotBlameTheCredentialRaisesNothing() {
    reached(alarms, new Refused("payload_too_large", "no"));
    reached(alarms, new Deferred(Optional.empty(), "503", "busy"));
    reached(alarms, new DeliveryOutcome.BindingGone(Optional.empty(), "410", "gone"));
    reached(alarms, null, DISTRUST);

    assertThat(raised).isEmpty();
    assertThat(store.writes).isZero();
  }

  @Test
  void aDatabaseThatIsAwayIsTriedAgainByTheNextDelivery() {
    store.away = true;
    reached(alarms, DISTRUST);
    store.away = false;
    reached(alarms, DISTRUST);

    assertThat(raised).hasSize(1);
    assertThat(store.of(ACCOUNT)).isNotEmpty();
  }

  private void reached(CredentialAlarms node, DeliveryOutcome outcome) {
    reached(node, new CredentialRef(SID, 1), outcome);
  }

  private void reached(
      CredentialAlarms node, @Nullable CredentialRef credential, DeliveryOutcome outcome) {
    node.reached(Deliveries.over(ScriptedProvider.CHANNEL, credential, time.instant()), outcome);
    time.advance(Duration.ZERO);
  }
}
