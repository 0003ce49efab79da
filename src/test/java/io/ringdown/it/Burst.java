package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeFcm;
import io.ringdown.provider.fcm.FcmArrival;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Twilio in a busy minute: calls for Android phones by several senders at once. What gets no answer
 * is sent again, as it is, to the node that is named when the first one is gone.
 */
final class Burst implements AutoCloseable {
  private static final int SENDERS = 8;
  private static final int PHONES = 20;

  private final TwilioAccount account;
  private final FakeFcm fcm;
  private final int calls;
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch back = new CountDownLatch(1);
  private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
  private final List<Future<?>> running = new ArrayList<>();
  private volatile TwilioAccount target;

  private Burst(TwilioAccount account, FakeFcm fcm, int calls) {
    this.account = account;
    this.fcm = fcm;
    this.calls = calls;
    this.target = account;
  }

  /** Begins to call. */
  static Burst begin(Ringdown ringdown, TwilioAccount account, FakeFcm fcm, int calls) {
    var burst = new Burst(account, fcm, calls);
    FcmPhones.addCredential(ringdown, account, fcm);
    for (var i = 0; i < PHONES; i++) {
      fcm.acceptToken(burst.token(i));
      FcmPhones.bind(ringdown, account, "bob" + i, burst.token(i));
    }
    for (var i = 0; i < SENDERS; i++) {
      burst.running.add(burst.senders.submit(burst::send));
    }
    return burst;
  }

  /** How many calls got their 200. */
  int answered() {
    return answered.size();
  }

  /**
   * Waits until it is in the middle, with much that is owed: Google refuses, then falls silent, and
   * one push at least is at it.
   */
  void awaitTrouble() {
    awaitAnswered(700);
    fcm.onSend().answerAlways(FakeAnswer.apiError(503, "UNAVAILABLE"));
    awaitAnswered(850);
    fcm.onSend().fallSilent();
    awaitAnswered(1_000);
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> fcm.onSend().waiting() > 0);
  }

  private void awaitAnswered(int calls) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answered() > calls);
  }

  /** From now on calls go there, also those that got no answer. */
  void goOnWith(Ringdown other) {
    target = account.calling(other);
    back.countDown();
  }

  /** Waits until every call has its 200. */
  void awaitAnswers() throws Exception {
    for (var one : running) {
      one.get(120, TimeUnit.SECONDS);
    }
    assertThat(answered).hasSize(calls);
  }

  /** The calls that got their 200 and reached no phone. */
  Set<String> lost() {
    var lost = new HashSet<>(answered);
    lost.removeAll(pushes().keySet());
    return lost;
  }

  /** How many pushes a phone got beyond the first of each call. */
  long duplicates() {
    return pushes().values().stream().mapToLong(count -> count - 1).sum();
  }

  /**
   * Fails when a phone got a push again although it was on record that it had got one when the
   * process died. What was at the provider just then, or accepted and not yet written down, comes
   * again.
   *
   * @param ringdown tells what is on record
   */
  void assertNoneCameAgainThatWasOnRecord(Ringdown ringdown, Instant died) throws Exception {
    for (var call : pushes().entrySet()) {
      if (call.getValue() > 1) {
        assertThat(accepted(ringdown, call.getKey()))
            .as(call.getKey())
            .isNotEmpty()
            .allMatch(died::isBefore);
      }
    }
  }

  /** When the attempts began that a call has on record as accepted. */
  private List<Instant> accepted(Ringdown ringdown, String call) throws Exception {
    var record =
        Ringdown.json(ringdown.admin("GET", "/v1/accounts/" + account.sid + "/calls/" + call));
    List<Instant> accepted = new ArrayList<>();
    for (var delivery : record.path("deliveries")) {
      for (var attempt : delivery.path("attempts")) {
        if (attempt.path("outcome").asText().equals("accepted")) {
          accepted.add(Instant.parse(attempt.path("at").asText()));
        }
      }
    }
    return accepted;
  }

  /** How many pushes came of each call. */
  private Map<String, Long> pushes() {
    return fcm.messages().stream()
        .map(FcmArrival::data)
        .filter(data -> account.sid.equals(data.get("twi_account_sid")))
        .collect(Collectors.groupingBy(data -> data.get("twi_message_id"), Collectors.counting()));
  }

  private void send() {
    for (var number = next.getAndIncrement(); number < calls; number = next.getAndIncrement()) {
      Map<String, Object> call = account.notification("client:bob" + number % PHONES);
      call.put("twi_answer_timeout", 300);
      var body = TwilioAccount.json(call);
      while (!isAnswered(body)) {
        await();
      }
      answered.add((String) call.get("twi_message_id"));
    }
  }

  private boolean isAnswered(String body) {
    int status;
    try {
      status = target.send(body).statusCode();
    } catch (AssertionError noAnswer) {
      return false;
    }
    assertThat(status).isIn(200, 404, 503);
    return status == 200;
  }

  private void await() {
    try {
      assertThat(back.await(90, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String token(int phone) {
    return "burst-" + phone + "-" + account.sid;
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
