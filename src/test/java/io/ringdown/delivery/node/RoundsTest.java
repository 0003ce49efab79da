package io.ringdown.delivery.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.delivery.SteppedTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final SteppedTime time = new SteppedTime();
  private final Rounds rounds = new Rounds(time);
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void anExceptionEndsNoRound() {
    rounds.every(Duration.ofSeconds(1), () -> fail(new IllegalStateException("broken")));
    time.advance(Duration.ofSeconds(3));

    assertThat(made).hasValue(3);
  }

  @Test
  void anErrorEndsNoRound() {
    rounds.every(Duration.ofSeconds(1), () -> fail(new OutOfMemoryError("for once")));
    rounds.soon(() -> fail(new NoClassDefFoundError("undeployed")));
    time.advance(Duration.ofSeconds(3));

    assertThat(made).hasValue(4);
  }

  @Test
  void nothingIsDoneAfterTheEnd() {
    rounds.every(Duration.ofSeconds(1), made::incrementAndGet);
    time.advance(Duration.ofSeconds(1));
    rounds.end();
    time.advance(Duration.ofSeconds(5));

    assertThat(made).hasValue(1);
  }

  private void fail(RuntimeException fault) {
    made.incrementAndGet();
    throw fault;
  }

  private void fail(Error fault) {
    made.incrementAndGet();
    throw fault;
  }
}
