package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.Grant.Granted;
import io.ringdown.provider.Grant.Withheld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
  private final PinnedClock clock = new PinnedClock();
  private final List<CompletableFuture<Grant>> asked = new CopyOnWriteArrayList<>();
  private final AccessTokens tokens = new AccessTokens(clock::nanoTime, this::ask);

  @Test
  void manyThreadsAskOnce() throws Exception {
    int threads = 32;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<CompletableFuture<Grant>> answers =
        IntStream.range(0, threads)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                            () -> {
                              await(start);
                              return tokens.current();
                            },
                            executor)
                        .thenCompose(stage -> stage))
            .toList();
    start.countDown();
    executor.shutdown();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    Grant grant = granted("one");
    asked.get(0).complete(grant);

    assertThat(asked).hasSize(1);
    for (CompletableFuture<Grant> answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(grant);
    }
  }

  @Test
  void tokenIsRenewedAheadOfItsEndWithoutMakingAnybodyWait() {
    Grant first = held("one");
    clock.advance(Duration.ofMinutes(55));

    assertThat(current()).isCompletedWithValue(first);
    assertThat(current()).isCompletedWithValue(first);
    assertThat(asked).hasSize(2);
    Grant second = granted("two");
    asked.get(1).complete(second);
    assertThat(current()).isCompletedWithValue(second);
  }

  @Test
  void tokenThatGrewStaleIsWaitedFor() {
    held("one");
    clock.advance(Duration.ofMinutes(59));
    CompletableFuture<Grant> waiting = current();

    assertThat(waiting).isNotDone();
    Grant second = granted("two");
    asked.get(1).complete(second);
    assertThat(waiting).isCompletedWithValue(second);
  }

  @Test
  void failedRenewalLeavesTheTokenUntilItIsStale() {
    Grant first = held("one");
    clock.advance(Duration.ofMinutes(55));
    CompletableFuture<Grant> unused = current();
    asked.get(1).complete(withheld(Duration.ofSeconds(1)));

    assertThat(unused).isCompletedWithValue(first);
    assertThat(current()).isCompletedWithValue(first);
    assertThat(asked).hasSize(2);
  }

  @Test
  void failureIsRememberedForItsWhileOnly() {
    CompletableFuture<Grant> waiting = current();
    Grant failure = withheld(Duration.ofSeconds(1));
    asked.get(0).complete(failure);

    assertThat(waiting).isCompletedWithValue(failure);
    assertThat(current()).isCompletedWithValue(failure);
    assertThat(asked).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(current()).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void rejectedTokenIsReplacedOnceForAll() {
    Granted first = held("one");
    CompletableFuture<Grant> one = tokens.insteadOf(first).toCompletableFuture();
    CompletableFuture<Grant> other = tokens.insteadOf(first).toCompletableFuture();
    Grant second = granted("two");
    asked.get(1).complete(second);

    assertThat(one).isCompletedWithValue(second);
    assertThat(other).isCompletedWithValue(second);
    assertThat(tokens.insteadOf(first).toCompletableFuture()).isCompletedWithValue(second);
    assertThat(asked).hasSize(2);
  }

  @Test
  void tokenRejectedRightAfterRenewalIsNotReplacedBeforeAPause() {
    CompletableFuture<Grant> renewing = tokens.insteadOf(held("one")).toCompletableFuture();
    Granted second = granted("two");
    asked.get(1).complete(second);
    assertThat(renewing).isCompletedWithValue(second);

    assertThat(tokens.insteadOf(second).toCompletableFuture())
        .isCompletedWithValueMatching(
            grant -> grant instanceof Withheld held && held.outcome() instanceof Refused);
    clock.advance(Duration.ofSeconds(10));
    assertThat(tokens.insteadOf(second).toCompletableFuture()).isNotDone();
    assertThat(asked).hasSize(3);
  }

  @Test
  void endpointThatThrowsIsDeferredAndAskedAgain() {
    int[] calls = {0};
    AccessTokens unlucky =
        new AccessTokens(
            clock::nanoTime,
            () -> {
              calls[0]++;
              throw new IllegalStateException();
            });

    for (int i = 1; i <= 2; i++) {
      assertThat(unlucky.current().toCompletableFuture())
          .isCompletedWithValueMatching(
              grant -> grant instanceof Withheld held && held.outcome() instanceof Deferred);
      assertThat(calls[0]).isEqualTo(i);
    }
  }

  private CompletionStage<Grant> ask() {
    CompletableFuture<Grant> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  private CompletableFuture<Grant> current() {
    return tokens.current().toCompletableFuture();
  }

  private Granted held(String token) {
    CompletableFuture<Grant> waiting = current();
    Granted granted = granted(token);
    asked.get(0).complete(granted);
    assertThat(waiting).isCompletedWithValue(granted);
    return granted;
  }

  private Granted granted(String token) {
    return new Granted(token, Duration.ofMinutes(55), Duration.ofMinutes(59));
  }

  private Withheld withheld(Duration pause) {
    return new Withheld(new Deferred(Optional.empty(), "503", "trouble"), pause);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
