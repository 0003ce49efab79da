package io.ringdown.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.config.LimitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DoorLimitsTest {
  private final ArrayList<Door> limited = new ArrayList<>();

  @Test
  void eachDoorHasItsOwnLimitAndTellsWhatWasTooMuch() {
    var limits = limits(true);

    var passed =
        IntStream.range(0, 1000).filter(i -> limits.take(Door.HANDSHAKE, "a").isZero()).count();

    assertThat(passed).isEqualTo(4L * LimitSettings.BURST_SECONDS);
    assertThat(limits.take(Door.WRONG_TOKEN, "a")).isZero();
    assertThat(limited).hasSize(800).containsOnly(Door.HANDSHAKE);
  }

  @Test
  void whereNothingIsLimitedEverythingPasses() {
    var limits = limits(false);

    assertThat(IntStream.range(0, 1000).mapToObj(i -> limits.take(Door.HANDSHAKE, "a")))
        .containsOnly(Duration.ZERO);
  }

  @Test
  void retryAfterIsInWholeSecondsAndNeverTooEarly() {
    assertThat(DoorLimits.retryAfter(Duration.ofMillis(1))).isEqualTo("1");
    assertThat(DoorLimits.retryAfter(Duration.ofMillis(1001))).isEqualTo("2");
  }

  @Test
  void goodTokensAreKnownAndOthersNot() {
    var known = new KnownTokens();

    known.remember("good");

    assertThat(known.contains("good")).isTrue();
    assertThat(known.contains("bad")).isFalse();
  }

  private DoorLimits limits(boolean enabled) {
    return new DoorLimits(new LimitSettings(enabled, 1, 2, 3, 4, 5), 7, () -> 0, limited::add);
  }
}
