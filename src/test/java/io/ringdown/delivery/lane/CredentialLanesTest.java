package io.ringdown.delivery.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.binding.Address;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.ScriptedProvider;
import io.ringdown.delivery.SteppedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class CredentialLanesTest {
  private static final DeliveryOutcome ACCEPTED = new DeliveryOutcome.Accepted(Optional.empty());
  private static final DeliveryOutcome TIMEOUT =
      new DeliveryOutcome.Deferred(Optional.empty(), "timeout", "");

  private final SteppedTime time = new SteppedTime();
  private final List<CompletableFuture<DeliveryOutcome>> hanging = new ArrayList<>();
  private final ScriptedProvider provider = new ScriptedProvider(n -> new CompletableFuture<>());
  private final CredentialLanes lanes = lanes(3);

  @Test
  void aCredentialThatHangsFillsItsOwnLaneOnly() {
    for (var i = 0; i < 10; i++) {
      lanes.deliver(delivery(1));
    }
    assertThat(provider.taken).hasSize(2);

    var other = lanes.deliver(delivery(2)).toCompletableFuture();

    assertThat(provider.taken).hasSize(3);
    assertThat(other).isNotDone();
    assertThat(lanes.depth()).isEqualTo(2 + 3 + 1);
  }

  @Test
  void whoWaitedPastTheDeadlineExpiresUntouched() {
    var lanes = lanesOver(new ScriptedProvider(n -> hang()));
    lanes.deliver(delivery(1));
    lanes.deliver(delivery(1));
    var third = lanes.deliver(delivery(1)).toCompletableFuture();

    time.advance(Duration.ofSeconds(31));
    hanging.get(0).complete(TIMEOUT);

    assertThat(third).isCompletedWithValue(new DeliveryOutcome.Expired(Duration.ofSeconds(1)));
    assertThat(hanging).hasSize(2);
  }

  @Test
  void theCircuitOfOneCredentialLeavesTheOthersAlone() {
    var lanes =
        lanesOver(
            new ScriptedProvider(n -> CompletableFuture.completedFuture(TIMEOUT)) {
              @Override
              public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
                return credential(1).equals(delivery.credential())
                    ? super.deliver(delivery)
                    : CompletableFuture.completedFuture(ACCEPTED);
              }
            });
    for (var i = 0; i < 10; i++) {
      lanes.deliver(delivery(1));
    }

    assertThat(lanes.circuit()).isEqualTo(CircuitState.OPEN);
    assertThat(lanes.deliver(delivery(2)).toCompletableFuture()).isCompletedWithValue(ACCEPTED);
  }

  @Test
  void aServerThatIsDownKeepsNoOtherOfTheSameCredentialFromRinging() {
    var lanes = lanesOver(new Servers());
    for (var i = 0; i < 10; i++) {
      lanes.deliver(to("down"));
    }

    assertThat(lanes.circuit()).isEqualTo(CircuitState.OPEN);
    assertThat(lanes.deliver(to("well")).toCompletableFuture()).isCompletedWithValue(ACCEPTED);
  }

  @Test
  void thoseThatWereNotUsedJustNowMakeRoom() {
    var lanes = lanes(3, new Servers());
    for (var i = 1; i <= 3; i++) {
      lanes.deliver(to("well " + i));
    }
    time.advance(Duration.ofSeconds(11));
    lanes.deliver(to("well 1"));

    lanes.deliver(to("well 4"));

    assertThat(lanes.count()).isEqualTo(2);
  }

  @Test
  void thoseThatShareALaneShareNoCircuit() {
    var lanes = lanes(1, new Servers());
    lanes.deliver(to("well"));
    for (var i = 0; i < 10; i++) {
      lanes.deliver(to("down"));
    }

    assertThat(lanes.deliver(to("well 2")).toCompletableFuture()).isCompletedWithValue(ACCEPTED);
    assertThat(lanes.count()).isEqualTo(2);
  }

  @Test
  void lanesAreBoundedAndTheRestShareOne() {
    for (var i = 1; i <= 20; i++) {
      lanes.deliver(delivery(i));
    }
    assertThat(lanes.count()).isLessThanOrEqualTo(3 + 1);
    assertThat(provider.taken).hasSize(3 + 2);
  }

  @Test
  void idleLanesAreDropped() {
    var lanes = lanesOver(new ScriptedProvider(n -> ScriptedProvider.accepted()));
    lanes.deliver(delivery(1));
    lanes.deliver(delivery(2));
    time.advance(Duration.ofMinutes(9));
    lanes.deliver(delivery(2));
    assertThat(lanes.count()).isEqualTo(2);

    time.advance(Duration.ofMinutes(2));
    lanes.deliver(delivery(2));

    assertThat(lanes.count()).isOne();
  }

  @Test
  void aLaneInUseIsNotDropped() {
    lanes.deliver(delivery(1));
    time.advance(Duration.ofHours(1));
    lanes.deliver(delivery(2));

    assertThat(lanes.count()).isEqualTo(2);
  }

  /** One channel to many servers, of which one is down: an address names its server. */
  private static final class Servers extends ScriptedProvider {
    Servers() {
      super(n -> ScriptedProvider.accepted());
    }

    @Override
    public Optional<String> destination(Delivery delivery) {
      return Optional.ofNullable(delivery.target().address()).map(Address::value);
    }

    @Override
    public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
      return CompletableFuture.completedFuture(
          destination(delivery).equals(Optional.of("down")) ? TIMEOUT : ACCEPTED);
    }
  }

  private Delivery to(String server) {
    var plain = delivery(1);
    return new Delivery(
        plain.sid(),
        plain.call(),
        plain.binding(),
        new Target(plain.channel(), new Address(server), null, null, Map.of()),
        plain.registeredAt(),
        plain.credential());
  }

  private CompletableFuture<DeliveryOutcome> hang() {
    hanging.add(new CompletableFuture<>());
    return hanging.get(hanging.size() - 1);
  }

  private CredentialLanes lanes(int most) {
    return lanes(most, provider);
  }

  private CredentialLanes lanes(int most, ScriptedProvider other) {
    return new CredentialLanes(
        other, time, time::nanoTime, new CredentialLanes.Size(() -> 2, 3, most));
  }

  private CredentialLanes lanesOver(ScriptedProvider other) {
    return lanes(10, other);
  }

  private Delivery delivery(int credential) {
    return Deliveries.over(ScriptedProvider.CHANNEL, credential(credential), time.instant());
  }

  private static CredentialRef credential(int number) {
    return new CredentialRef(new CredentialSid("CR%032x".formatted(number)), 1);
  }
}
