package io.ringdown.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.AdminTokenStore;
import io.ringdown.account.AdminTokenStore.AdminToken;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of admin tokens keeps. */
interface AdminTokenStoreContract {
  AdminTokenStore store();

  /** The only test, for there is a first token only once. */
  @Test
  default void ofManyFirstTokensOneIsKept() throws Exception {
    var kept = Together.run(8, i -> store().addFirst(token(i)));

    assertThat(kept).containsOnlyOnce(true);
    assertThat(store().addFirst(token(99))).isFalse();
    assertThat(
            IntStream.range(0, 8)
                .mapToObj(i -> store().find(token(i).hash()))
                .flatMap(found -> found.stream()))
        .containsExactly(token(kept.indexOf(true)));
  }

  private static AdminToken token(int number) {
    return new AdminToken("first", "%064x".formatted(number), Some.NOW);
  }
}
