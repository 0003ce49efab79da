package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final List<CompletableFuture<String>> out = new ArrayList<>();
  private final Turnstile turnstile = new Turnstile(Runnable::run, 2);

  @Test
  void callsBeyondTheWidthWaitForTheirTurn() {
    List<CompletableFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      results.add(turnstile.pass(this::call).toCompletableFuture());
    }
    assertThat(out).hasSize(2);

    out.get(1).complete("second");
    assertThat(out).hasSize(3);
    assertThat(results.get(1)).isCompletedWithValue("second");

    out.get(0).completeExceptionally(new IllegalStateException());
    assertThat(out).hasSize(4);
    assertThat(results.get(0)).isCompletedExceptionally();
    assertThat(results.get(3)).isNotDone();
  }

  @Test
  void crowdFollowsOnlyWhenOneHasComeBackWell() {
    Turnstile wide = new Turnstile(Runnable::run, 10);
    for (int i = 0; i < 30; i++) {
      assertThat(wide.pass(this::call)).isNotNull();
    }
    assertThat(out).hasSize(4);

    out.get(0).complete("well");
    assertThat(out).hasSize(1 + 10);

    for (int i = 1; i <= 7; i++) {
      out.get(i).completeExceptionally(new IllegalStateException());
    }
    assertThat(out).hasSize(1 + 7 + 4);

    out.get(8).complete("well");
    assertThat(out).hasSize(1 + 7 + 1 + 10);
  }

  @Test
  void callThatCannotStartFailsAndLeavesItsPlace() {
    Turnstile narrow = new Turnstile(Runnable::run, 1);

    assertThat(
            narrow
                .pass(
                    () -> {
                      throw new IllegalStateException();
                    })
                .toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(narrow.pass(() -> CompletableFuture.completedStage("in")).toCompletableFuture())
        .isCompletedWithValue("in");
  }

  @Test
  void nobodyIsLeftWaitingWhenTheExecutorIsGone() {
    Turnstile orphaned =
        new Turnstile(
            task -> {
              throw new RejectedExecutionException();
            },
            1);
    orphaned.pass(this::call);
    CompletableFuture<String> waiting = orphaned.pass(this::call).toCompletableFuture();
    out.get(0).complete("first");
    out.get(1).complete("second");

    assertThat(waiting).isCompletedWithValue("second");
  }

  private CompletionStage<String> call() {
    CompletableFuture<String> call = new CompletableFuture<>();
    out.add(call);
    return call;
  }
}
