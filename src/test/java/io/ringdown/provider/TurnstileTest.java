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
  private final Turnstile.Gate turnstile = new Turnstile(Runnable::run, () -> 2).gate();

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
    Turnstile.Gate wide = new Turnstile(Runnable::run, () -> 10).gate();
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
    Turnstile.Gate narrow = new Turnstile(Runnable::run, () -> 1).gate();

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
    Turnstile.Gate orphaned =
        new Turnstile(
                task -> {
                  throw new RejectedExecutionException();
                },
                () -> 1)
            .gate();
    orphaned.pass(this::call);
    CompletableFuture<String> waiting = orphaned.pass(this::call).toCompletableFuture();
    out.get(0).complete("first");
    out.get(1).complete("second");

    assertThat(waiting).isCompletedWithValue("second");
  }

  @Test
  void gateInTroubleLeavesTheLineToTheOthers() {
    Turnstile line = new Turnstile(Runnable::run, () -> 6);
    Turnstile.Gate troubled = line.gate();
    Turnstile.Gate well = line.gate();
    for (int i = 0; i < 10; i++) {
      troubled.pass(this::call);
    }
    assertThat(out).hasSize(4);

    CompletableFuture<String> other = well.pass(this::call).toCompletableFuture();
    assertThat(out).hasSize(5);
    out.get(4).complete("well");

    assertThat(other).isCompletedWithValue("well");
    assertThat(out).hasSize(5);
  }

  @Test
  void gatesTakeTurns() {
    Turnstile line = new Turnstile(Runnable::run, () -> 1);
    List<String> order = new ArrayList<>();
    Turnstile.Gate busy = line.gate();
    Turnstile.Gate late = line.gate();
    busy.pass(this::call);
    for (int i = 0; i < 3; i++) {
      busy.pass(() -> noted(order, "busy"));
    }
    late.pass(() -> noted(order, "late"));

    out.get(0).complete("");

    assertThat(order).containsExactly("busy", "late", "busy", "busy");
  }

  private static CompletionStage<String> noted(List<String> order, String name) {
    order.add(name);
    return CompletableFuture.completedStage(name);
  }

  private CompletionStage<String> call() {
    CompletableFuture<String> call = new CompletableFuture<>();
    out.add(call);
    return call;
  }
}
