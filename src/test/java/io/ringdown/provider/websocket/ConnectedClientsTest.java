package io.ringdown.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.binding.Address;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore.Held;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.provider.websocket.ConnectedClient.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConnectedClientsTest {
  private static final AccountSid ACCOUNT = new AccountSid("AC" + "0".repeat(32));
  private static final BindingSid SID = BindingSid.generate(new Random(1));
  private static final BindingSid SID_OF_ANOTHER = BindingSid.generate(new Random(2));

  private final SteppedTime time = new SteppedTime();
  private final RecordingBindings bindings = new RecordingBindings();
  private final ConnectedClients clients =
      new ConnectedClients(bindings, new NodeId("here"), time, time, time::nanoTime, 3);

  @Test
  void whatComesBeforeTheSessionWaitsForIt() {
    var connection = expected("one");
    var client = clients.find(connection.address()).orElseThrow();
    var sent = client.send("call", () -> false).toCompletableFuture();
    assertThat(sent).isNotDone();

    var session = new FakeSession();
    client.attach(session.session());

    assertThat(session.sent).containsExactly("call");
    assertThat(sent).isCompletedWithValue(Sent.OUT);
  }

  @Test
  void framesGoOneAfterTheOther() {
    var session = new FakeSession();
    var client = connected("one", session);
    session.stopReading();
    client.send("first", () -> false);
    client.send("second", () -> false);
    assertThat(session.sent).containsExactly("first");

    session.endOldest(true);

    assertThat(session.sent).containsExactly("first", "second");
  }

  @Test
  void aFrameThatIsLateWhenItsTurnComesIsNotSent() {
    var session = new FakeSession();
    var client = connected("one", session);
    session.stopReading();
    client.send("first", () -> false);
    var deadline = time.instant().plusSeconds(5);
    var second =
        client.send("second", () -> !time.instant().isBefore(deadline)).toCompletableFuture();
    var third = client.send("third", () -> false).toCompletableFuture();
    time.advance(Duration.ofSeconds(6));
    assertThat(second).isNotDone();

    session.endOldest(true);

    assertThat(session.sent).containsExactly("first", "third");
    assertThat(second).isCompletedWithValue(Sent.LATE);
    assertThat(third).isNotDone();
  }

  @Test
  void aClientThatDoesNotReadIsNotWaitedForWithoutBound() {
    var session = new FakeSession();
    var client = connected("one", session);
    session.stopReading();
    var frames = new ArrayList<CompletableFuture<Sent>>();
    for (var i = 0; i < 100; i++) {
      frames.add(client.send("call", () -> false).toCompletableFuture());
    }
    assertThat(frames.get(99)).isCompletedWithValue(Sent.GONE);

    session.endOldest(false);

    assertThat(frames).allSatisfy(frame -> assertThat(frame).isCompletedWithValue(Sent.GONE));
    assertThat(session.closeCode).isEqualTo(1001);
  }

  @Test
  void aClientThatWasCalledGoneIsSentAwayEvenIfItReadsAgain() {
    var session = new FakeSession();
    var client = connected("one", session);
    session.stopReading();
    for (var i = 0; i < 65; i++) {
      client.send("call", () -> false);
    }
    step(1);
    assertThat(session.closeCode).isNull();
    assertThat(client.send("lost", () -> false).toCompletableFuture())
        .isCompletedWithValue(Sent.GONE);
    session.endOldest(true);
    assertThat(client.send("lost too", () -> false).toCompletableFuture())
        .isCompletedWithValue(Sent.GONE);

    step(1);

    assertThat(session.closeCode).isEqualTo(4413);
    assertThat(clients.size()).isZero();
    assertThat(bindings.released).containsExactly(new Address("one"));
  }

  @Test
  void aSessionThatOpensAfterItsPlaceWasGivenUpIsClosed() {
    var replaced = clients.find(expected("replaced").address()).orElseThrow();
    connected("recent", new FakeSession());
    step(1);
    var forgotten = clients.find(expected("forgotten", SID_OF_ANOTHER).address()).orElseThrow();
    step(12);

    var late = new FakeSession();
    replaced.attach(late.session());
    var later = new FakeSession();
    forgotten.attach(later.session());

    assertThat(late.closeCode).isEqualTo(4409);
    assertThat(later.closeCode).isEqualTo(1001);
    assertThat(clients.size()).isOne();
  }

  @Test
  void aClientWhoseBindingIsGoneIsSentAway() {
    var session = new FakeSession();
    connected("one", session);
    bindings.away = true;
    clients.reconcile();
    bindings.away = false;
    bindings.held = Set.of(new Held(ACCOUNT, SID, new Address("one")));
    clients.reconcile();
    assertThat(session.closeCode).isNull();

    bindings.held = Set.of();
    clients.reconcile();
    time.advance(Duration.ZERO);

    assertThat(session.closeCode).isEqualTo(4410);
    assertThat(clients.size()).isZero();
  }

  @Test
  void aBindingThatCouldNotBeReleasedIsReleasedWhenTheDatabaseIsBack() {
    bindings.held = Set.of(new Held(ACCOUNT, SID, new Address("one")));
    bindings.away = true;
    clients.leave(expected("one"));
    step(1);
    clients.reconcile();
    step(1);
    assertThat(bindings.released).isEmpty();

    bindings.away = false;
    clients.reconcile();
    step(1);

    assertThat(bindings.released).containsExactly(new Address("one"));
  }

  @Test
  void aHandshakeThatIsBeingBoundIsLeftAlone() {
    var connection = connection("one");
    clients.expect(connection);
    bindings.held = Set.of(new Held(ACCOUNT, SID, connection.address()));

    clients.reconcile();
    clients.reconcile();
    step(1);
    clients.bind(connection, Bound.binding(SID, connection, time.instant()));
    clients.reconcile();
    step(1);

    assertThat(bindings.released).isEmpty();
    assertThat(clients.size()).isOne();
  }

  @Test
  void aSilentClientIsPingedAndThenSentAway() {
    var session = new FakeSession();
    var client = connected("one", session);
    step(59);
    assertThat(session.pings).isEqualTo(2);
    assertThat(session.closeCode).isNull();
    client.heard();
    step(59);
    assertThat(session.closeCode).isNull();

    step(3);

    assertThat(session.closeCode).isEqualTo(4408);
    assertThat(clients.size()).isZero();
    assertThat(bindings.released).hasSize(1);
  }

  @Test
  void aConnectionThatBrokeUnnoticedHoldsUpNoOther() {
    var broken = new FakeSession();
    connected("broken", broken);
    var well = new FakeSession();
    connected("well", SID_OF_ANOTHER, well);
    broken.breakDown();

    step(59);
    assertThat(well.pings).isEqualTo(2);
    step(3);

    assertThat(well.closeCode).isEqualTo(4408);
    assertThat(clients.size()).isZero();
    assertThat(bindings.released).containsOnly(new Address("broken"), new Address("well"));
  }

  @Test
  void aClockThatIsSetOnMakesNobodySilent() {
    var session = new FakeSession();
    connected("one", session);

    time.setClock(Duration.ofMinutes(2));
    step(1);
    assertThat(session.closeCode).isNull();

    time.setClock(Duration.ofHours(-1));
    step(60);
    assertThat(session.closeCode).isEqualTo(4408);
  }

  @Test
  void aConnectionEndsWithItsToken() {
    var session = new FakeSession();
    var client = connected("one", session);
    for (var i = 0; i < 3599; i++) {
      step(1);
      client.heard();
    }
    assertThat(session.closeCode).isNull();

    step(2);

    assertThat(session.closeCode).isEqualTo(4401);
  }

  @Test
  void aNewConnectionOfADeviceSendsTheOldOneAway() {
    var old = new FakeSession();
    connected("old", old);
    var recent = new FakeSession();
    connected("recent", recent);
    step(1);

    assertThat(old.closeCode).isEqualTo(4409);
    assertThat(recent.closeCode).isNull();
    assertThat(clients.size()).isOne();
  }

  @Test
  void aHandshakeThatNeverEndsIsForgotten() {
    expected("one");
    step(12);
    assertThat(clients.size()).isZero();
    assertThat(bindings.released).containsExactly(new Address("one"));
  }

  @Test
  void aCrowdThatLeavesTakesOneThreadAndFewTransactions() {
    List<Runnable> tasks = new ArrayList<>();
    var many =
        new ConnectedClients(
            bindings, new NodeId("here"), tasks::add, time, time::nanoTime, 20_000);
    var crowd = new ArrayList<Connection>();
    for (var i = 0; i < 1_200; i++) {
      var connection = connection("ws-" + i);
      many.expect(connection);
      many.bind(
          connection,
          Bound.binding(BindingSid.generate(new Random(i)), connection, time.instant()));
      crowd.add(connection);
    }
    var last = crowd.remove(0);

    crowd.forEach(many::leave);
    assertThat(tasks).hasSize(1);
    tasks.get(0).run();

    assertThat(bindings.released).containsExactlyElementsOf(addresses(crowd));
    assertThat(bindings.batches).isEqualTo(3);

    many.leave(last);
    tasks.get(1).run();
    assertThat(bindings.released).endsWith(last.address());
  }

  @Test
  void aDatabaseThatIsAwayEndsNoReleasing() {
    bindings.away = true;
    clients.leave(expected("one"));
    step(1);
    bindings.away = false;
    clients.leave(expected("two", SID_OF_ANOTHER));
    step(1);

    assertThat(bindings.released).contains(new Address("two"));
  }

  @Test
  void takesNoMoreThanItHasRoomForAndNoneAtTheEnd() {
    expected("one");
    expected("two");
    assertThat(clients.hasRoom()).isTrue();
    expected("three");
    assertThat(clients.hasRoom()).isFalse();

    var session = new FakeSession();
    clients.find(new Address("one")).orElseThrow().attach(session.session());
    clients.close();

    assertThat(session.closeCode).isEqualTo(1001);
    assertThat(
            new ConnectedClients(bindings, new NodeId("here"), time, time, time::nanoTime, 3)
                .hasRoom())
        .isTrue();
    assertThat(clients.hasRoom()).isFalse();
  }

  private void step(int seconds) {
    for (var i = 0; i < seconds; i++) {
      time.advance(Duration.ofSeconds(1));
      clients.sweep();
    }
    time.advance(Duration.ZERO);
  }

  private ConnectedClient connected(String name, FakeSession session) {
    return connected(name, SID, session);
  }

  private ConnectedClient connected(String name, BindingSid sid, FakeSession session) {
    var connection = expected(name, sid);
    var client = clients.find(connection.address()).orElseThrow();
    client.attach(session.session());
    return client;
  }

  private Connection expected(String name) {
    return expected(name, SID);
  }

  private Connection expected(String name, BindingSid sid) {
    var connection = connection(name);
    clients.expect(connection);
    clients.bind(connection, Bound.binding(sid, connection, time.instant()));
    return connection;
  }

  private Connection connection(String name) {
    return new Connection(
        ACCOUNT, new Identity("bob"), new Address(name), time.instant().plusSeconds(3600));
  }

  private static List<Address> addresses(List<Connection> connections) {
    return connections.stream().map(Connection::address).toList();
  }
}
