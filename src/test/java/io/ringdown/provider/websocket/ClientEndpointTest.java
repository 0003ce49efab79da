package io.ringdown.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Address;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.SteppedTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientEndpointTest {
  private final SteppedTime time = new SteppedTime();
  private final FakeSession session = new FakeSession();
  private final ConnectedClients clients =
      new ConnectedClients(
          new RecordingBindings(), new NodeId("here"), time, time, time::nanoTime, 3);
  private final ClientEndpoint endpoint = new ClientEndpoint();

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // here is no container that injects
  void aClientConnects() throws Exception {
    var connection =
        new Connection(
            new AccountSid("AC" + "0".repeat(32)),
            new Identity("bob"),
            new Address("one"),
            time.instant().plusSeconds(3600));
    endpoint.clients = clients;
    endpoint.acknowledgements = new Acknowledgements(clients, new RecordingRecords(), time, time);
    clients.expect(connection);
    endpoint.open(session.session(connection));
  }

  @Test
  void aClientIsHeardWhateverItSends() {
    after50Seconds(() -> endpoint.text("here"));
    after50Seconds(() -> endpoint.binary(new byte[] {7}));
    after50Seconds(() -> endpoint.pong(() -> ByteBuffer.allocate(0)));
    after50Seconds(() -> {});
    assertThat(session.closeCode).isNull();

    after50Seconds(() -> {});

    assertThat(session.closeCode).isEqualTo(4408);
  }

  private void after50Seconds(Runnable event) {
    time.advance(Duration.ofSeconds(50));
    clients.sweep();
    time.advance(Duration.ZERO);
    event.run();
  }
}
