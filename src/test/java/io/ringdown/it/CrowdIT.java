package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node and very many clients, some of which do not behave. */
@SuppressWarnings("NullAway.Init")
class CrowdIT {
  private static final int IDENTITIES = 50;
  private static final int CLIENTS_EACH = 100;

  private static ServerProcess process;
  private static Ringdown ringdown;
  private static TwilioAccount mortal;
  private static Socket dead;

  @BeforeAll
  static void start() throws Exception {
    process = NodeProcess.start(Map.of()).awaitReady();
    ringdown = NodeProcess.ringdown(process);
    // first of all, as it takes its time to be found out
    mortal = TwilioAccount.servedBy(ringdown);
    dead = deafClient(mortal.accessToken("mortal"));
  }

  @AfterAll
  static void end() throws Exception {
    dead.close();
    process.close();
  }

  @Test
  void fiveThousandClientsAreAllRung() throws Exception {
    var account = TwilioAccount.servedBy(ringdown);
    try (var crowd = new Crowd()) {
      for (var i = 0; i < IDENTITIES; i++) {
        crowd.join(ringdown, account, "crowd" + i, CLIENTS_EACH);
      }
      assertThat(crowd.size()).isEqualTo(5_000);
      List<String> bodies = new ArrayList<>();
      List<Long> answers = new ArrayList<>();
      var began = System.nanoTime();
      for (var i = 0; i < IDENTITIES; i++) {
        var body = TwilioAccount.json(account.notification("client:crowd" + i));
        bodies.add(body);
        var sent = System.nanoTime();
        var answer = account.send(body);
        answers.add(System.nanoTime() - sent);
        assertThat(answer.body()).contains("\"bindings\":" + CLIENTS_EACH);
      }
      await()
          .atMost(Duration.ofSeconds(25))
          .until(() -> bodies.stream().allMatch(body -> crowd.rungBy(body) >= CLIENTS_EACH));
      var took = System.nanoTime() - began;
      assertThat(bodies).allMatch(body -> crowd.rungBy(body) == CLIENTS_EACH);
      Collections.sort(answers);
      System.out.printf(
          "5000 clients: all rung %d ms after the first of %d calls; slowest answer %d ms%n",
          TimeUnit.NANOSECONDS.toMillis(took),
          IDENTITIES,
          TimeUnit.NANOSECONDS.toMillis(answers.get(answers.size() - 1)));
    }
  }

  @Test
  void clientsThatDoNotReadHarmNobody() throws Exception {
    var account = TwilioAccount.servedBy(ringdown);
    List<Socket> deaf = new ArrayList<>();
    try (var phone = Phone.connect(ringdown, account.accessToken("busy"))) {
      for (var i = 0; i < 20; i++) {
        deaf.add(deafClient(account.accessToken("busy")));
      }
      // Enough to fill the buffers of those who never read.
      var params = "x".repeat(48 * 1024);
      for (var i = 0; i < 40; i++) {
        var call = account.notification("client:busy");
        call.put("twi_params", params);
        var body = TwilioAccount.json(call);
        var began = System.nanoTime();
        assertThat(account.send(body).statusCode()).isEqualTo(200);
        assertThat(phone.awaitCall()).isEqualTo(body);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      }
    } finally {
      for (var socket : deaf) {
        socket.close();
      }
    }
  }

  /** To the server it is a peer whose machine was switched off: nothing ever comes from it. */
  @Test
  void clientThatDiedIsFoundOutAndHarmsNobodyUntilThen() throws Exception {
    try (var phone = Phone.connect(ringdown, mortal.accessToken("mortal"))) {
      rings(phone);
      await()
          .atMost(Duration.ofSeconds(75))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> rings(phone).contains("\"bindings\":1"));
    }
  }

  /** The answer to a call that the phone got at once. */
  private static String rings(Phone phone) throws Exception {
    var body = TwilioAccount.json(mortal.notification("client:mortal"));
    var began = System.nanoTime();
    var answer = mortal.send(body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(phone.awaitCall()).isEqualTo(body);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    return answer.body();
  }

  /** A client that shakes hands and then reads nothing any more. */
  private static Socket deafClient(String token) throws Exception {
    var socket = new Socket();
    socket.setReceiveBufferSize(4 * 1024);
    var at = process.at("/ws");
    socket.connect(new InetSocketAddress(InetAddress.getByName(at.getHost()), at.getPort()));
    socket
        .getOutputStream()
        .write(
            ("GET /ws HTTP/1.1\r\nHost: "
                    + at.getHost()
                    + ":"
                    + at.getPort()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                    + "Authorization: Bearer "
                    + token
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    var head = new byte[12];
    assertThat(socket.getInputStream().readNBytes(head, 0, 12)).isEqualTo(12);
    assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
    return socket;
  }
}
