package io.ringdown.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Address;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.SteppedTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private static final BindingSid SID = BindingSid.generate(new Random(1));

  private final SteppedTime time = new SteppedTime();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final RecordingRecords calls = new RecordingRecords();
  private final ConnectedClients clients =
      new ConnectedClients(
          new RecordingBindings(), new NodeId("here"), time, time, time::nanoTime, 3);
  private final Acknowledgements acknowledgements =
      new Acknowledgements(clients, calls, tasks::add, time);
  private final Connection connection =
      new Connection(
          new AccountSid("AC" + "0".repeat(32)),
          new Identity("bob"),
          new Address("one"),
          time.instant().plusSeconds(3600));

  AcknowledgementsTest() {
    clients.expect(connection);
    clients.bind(connection, Bound.binding(SID, connection, time.instant()));
  }

  @Test
  void everyCallOfABurstIsKeptInOrder() {
    take(100);

    runAll();

    assertThat(calls.acknowledged).isEqualTo(callsUpTo(100));
    assertThat(calls.bindings).containsOnly(SID);
  }

  @Test
  void aBurstHoldsNoThreadForLongerThanOneCallTakes() {
    take(100);
    assertThat(tasks).hasSize(1);

    tasks.remove().run();

    assertThat(calls.acknowledged).hasSize(1);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void aClientThatTellsWithoutEndIsNotListenedToUntilItsLineIsDone() {
    take(1000);
    runAll();
    assertThat(calls.acknowledged).isEqualTo(callsUpTo(128));

    take(1);
    runAll();

    assertThat(calls.acknowledged).hasSize(129);
  }

  @Test
  void whatAClientToldBeforeItLeftIsKeptAsOfThatMoment() {
    var told = time.instant();
    take(2);
    clients.leave(connection);

    time.advance(Duration.ofSeconds(5));
    runAll();

    assertThat(calls.acknowledged).hasSize(2);
    assertThat(calls.times).containsOnly(told);
  }

  @Test
  void oneThatCannotBeKeptHoldsUpNoOther() {
    calls.failures = 1;
    take(3);

    runAll();

    assertThat(calls.acknowledged).isEqualTo(callsUpTo(3).subList(1, 3));
  }

  @Test
  void anythingElseIsIgnored() {
    for (var message : List.of("", "no json", "7", "{}", "{\"ack\":7}", "{\"ack\":\"\"}")) {
      acknowledgements.take(connection, message);
    }

    runAll();

    assertThat(calls.acknowledged).isEmpty();
  }

  private void take(int count) {
    callsUpTo(count)
        .forEach(call -> acknowledgements.take(connection, "{\"ack\":\"" + call.value() + "\"}"));
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private static List<MessageId> callsUpTo(int count) {
    return IntStream.range(0, count).mapToObj(i -> new MessageId("WB%032d".formatted(i))).toList();
  }
}
