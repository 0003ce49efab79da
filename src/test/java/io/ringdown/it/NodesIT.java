package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringdown.provider.fcm.FakeAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three nodes on one PostgreSQL, of which one stays to the end. */
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class NodesIT {
  private static final Duration TAKEOVER = Duration.ofSeconds(5);
  private static final String OWED_BY_OTHERS_THAN =
      "SELECT count(*) FROM delivery WHERE owed_by IS NOT NULL AND owed_by <> '%s'";

  private static Path databaseDirectory;
  private static int databasePort;
  private static EmbeddedPostgres postgres;
  private static ServerProcess staying;
  private static String stayingNode;
  private static ServerProcess stopping;
  private static ServerProcess dying;
  private static Ringdown there;
  private static TwilioAccount account;

  @BeforeAll
  static void threeNodes() throws Exception {
    databaseDirectory = Files.createTempDirectory(RunningServer.target(), "postgres-");
    databasePort = ServerProcess.freePort();
    startDatabase();
    var settings =
        Map.of(
            "RINGDOWN_DB_URL",
            "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres",
            "RINGDOWN_DB_USER",
            "postgres",
            "RINGDOWN_DB_PASSWORD",
            "postgres");
    staying = NodeProcess.start(settings);
    staying.awaitReady();
    stayingNode = only("SELECT id FROM node");
    stopping = NodeProcess.start(settings);
    dying = NodeProcess.start(settings);
    stopping.awaitReady();
    dying.awaitReady();
    there = NodeProcess.ringdown(staying);
    account = TwilioAccount.servedBy(there);
  }

  @AfterAll
  static void end() throws IOException {
    TestSession.fcm().onSend().judge();
    for (var process : new ServerProcess[] {staying, stopping, dying}) {
      if (process != null) {
        process.close();
      }
    }
    postgres.close();
  }

  @Test
  @Order(1)
  void aSocketRingsWhicheverNodeTookTheCall() throws Exception {
    var here = NodeProcess.ringdown(stopping);
    try (var phone = Phone.connect(here, account.accessToken("bob"))) {
      List<Long> micros = new ArrayList<>();
      for (var i = 0; i < 100; i++) {
        var body = TwilioAccount.json(account.notification("client:bob"));
        var rung = CompletableFuture.supplyAsync(() -> rung(phone));
        var began = System.nanoTime();
        assertThat(account.send(body).statusCode()).isEqualTo(200);
        var answered = System.nanoTime();
        assertThat(rung.get(10, TimeUnit.SECONDS).body()).isEqualTo(body);
        micros.add((rung.get().at() - Math.min(answered, rung.get().at())) / 1000);
        assertThat(Duration.ofNanos(rung.get().at() - began)).isLessThan(Duration.ofSeconds(4));
      }
      Collections.sort(micros);
      System.out.printf(
          "a socket of another node rings after the answer: p50 %d us, p95 %d us%n",
          micros.get(50), micros.get(95));
    }
  }

  @Test
  @Order(2)
  void aRepeatIsRecognisedOnEveryNode() throws Exception {
    try (var phone = Phone.connect(there, account.accessToken("carol"))) {
      var body = TwilioAccount.json(account.notification("client:carol"));
      assertThat(account.send(body).body()).contains("\"bindings\":1");
      assertThat(account.calling(NodeProcess.ringdown(dying)).send(body).body())
          .contains("\"bindings\":1");
      assertThat(phone.awaitCall()).isEqualTo(body);
      account.call("carol");
      assertThat(phone.awaitCall()).isNotEqualTo(body);
    }
  }

  @Test
  @Order(3)
  void anAnswerThatWaitsHearsOfASocketOfAnotherNode() throws Exception {
    var waiting = TwilioAccount.servedBy(there);
    waiting.policy("{\"answer_when\":\"accepted\",\"answer_within\":\"PT8S\"}");
    FcmPhones.addCredential(there, waiting, TestSession.fcm());
    FcmPhones.bind(there, waiting, "frank", "dead-" + waiting.sid);
    try (var phone = Phone.connect(NodeProcess.ringdown(stopping), waiting.accessToken("frank"))) {
      var began = System.nanoTime();

      assertThat(waiting.call("frank").statusCode()).isEqualTo(200);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
      assertThat(phone.awaitCall()).isNotEmpty();
    }
  }

  @Test
  @Order(4)
  void aDatabaseThatIsAwayCostsNothingButItsTime() throws Exception {
    try (var phone = Phone.connect(NodeProcess.ringdown(stopping), account.accessToken("dave"))) {
      assertThat(account.call("dave").statusCode()).isEqualTo(200);
      phone.awaitCall();
      postgres.close();
      var statuses = ConcurrentHashMap.<Integer>newKeySet();
      Duration longest;
      try {
        longest = callForSeconds(10, statuses);
      } finally {
        startDatabase();
      }
      assertThat(statuses).containsExactly(503);
      assertThat(longest).isLessThan(Duration.ofSeconds(10));
      await().atMost(Duration.ofSeconds(20)).until(() -> account.call("dave").statusCode() != 503);
      System.out.printf("database away: longest answer %d ms%n", longest.toMillis());
      // The nodes blame nobody for those seconds: its connection still has its binding.
      assertThat(account.call("dave").statusCode()).isEqualTo(200);
      phone.awaitCall();
    }
  }

  @Test
  @Order(5)
  void aNodeThatStopsHandsOver() throws Exception {
    var fcm = TestSession.fcm();
    var other = NodeProcess.ringdown(stopping);
    FcmPhones.addCredential(there, account, fcm);
    fcm.acceptToken("frank-" + account.sid);
    FcmPhones.bind(there, account, "frank", "frank-" + account.sid);
    fcm.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
    try (var events = Listening.to(there, account, "");
        var phone = Phone.connect(other, account.accessToken("gina"))) {
      var gina = awaitConnection(events, "gina");
      var call = account.notification("client:frank");
      call.put("twi_answer_timeout", 60);
      assertThat(account.calling(other).send(TwilioAccount.json(call)).statusCode()).isEqualTo(200);

      stopping.terminate();

      assertThat(phone.awaitClose(20)).isEqualTo(1001);
      stopping.awaitExit(Duration.ofSeconds(40));
      events.awaitBinding(gina, "deleted");
      assertThat(account.call("gina").statusCode()).isEqualTo(404);
      fcm.onSend().judge();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  fcm.messages().stream()
                      .anyMatch(one -> one.data().containsValue(call.get("twi_message_id"))));
      assertThat(count("SELECT count(*) FROM node")).isEqualTo(2);
    } finally {
      fcm.onSend().judge();
    }
  }

  @Test
  @Order(6)
  void whatADeadNodeOwedIsGoneOnWithInTime() throws Exception {
    var fcm = TestSession.fcm();
    var dead = NodeProcess.ringdown(dying);
    var callers = TwilioAccount.servedBy(dead);
    try (var burst = Burst.begin(dead, callers, fcm, 2_000)) {
      burst.awaitTrouble();
      dying.kill();
      var died = Instant.now();
      fcm.onSend().judge();
      var owed = burst.lost();
      assertThat(owed).isNotEmpty();
      await()
          .atMost(TAKEOVER.plusSeconds(1))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> count(OWED_BY_OTHERS_THAN.formatted(stayingNode)) == 0);
      var took = Duration.between(died, Instant.now());
      await().atMost(Duration.ofSeconds(30)).until(() -> burst.lost().isEmpty());

      burst.goOnWith(there);
      burst.awaitAnswers();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> burst.lost().isEmpty() && burst.duplicates() > 0);
      System.out.printf(
          "%d calls owed by a killed node were another's after %d ms; none lost, %d duplicates of 2000%n",
          owed.size(), took.toMillis(), burst.duplicates());
      burst.assertNoneCameAgainThatWasOnRecord(there, died);
    } finally {
      fcm.onSend().judge();
    }
  }

  private static Duration callForSeconds(int seconds, Set<Integer> statuses) {
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    var callers = new ArrayList<CompletableFuture<Long>>();
    for (var i = 0; i < 8; i++) {
      callers.add(
          CompletableFuture.supplyAsync(
              () -> {
                var longest = 0L;
                while (System.nanoTime() < until) {
                  var began = System.nanoTime();
                  var answer = account.call("dave");
                  longest = Math.max(longest, System.nanoTime() - began);
                  statuses.add(answer.statusCode());
                  assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                }
                return longest;
              }));
    }
    return Duration.ofNanos(
        callers.stream().map(CompletableFuture::join).mapToLong(x -> x).max().orElseThrow());
  }

  /** The SID of the connection of somebody who has just come. */
  private static String awaitConnection(Listening events, String identity) {
    return await()
        .until(
            () ->
                events
                    .data("binding")
                    .filter(data -> data.contains("\"identity\":\"" + identity + "\""))
                    .findFirst(),
            Optional::isPresent)
        .map(data -> data.replaceFirst(".*\"sid\":\"(BS[0-9a-f]{32})\".*", "$1"))
        .orElseThrow();
  }

  private static Rung rung(Phone phone) {
    try {
      return new Rung(phone.awaitCall(), System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void startDatabase() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(databaseDirectory)
            .setCleanDataDirectory(false)
            .setPort(databasePort)
            .start();
  }

  private static long count(String sql) throws SQLException {
    return Long.parseLong(only(sql));
  }

  private static String only(String sql) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private record Rung(String body, long at) {}
}
