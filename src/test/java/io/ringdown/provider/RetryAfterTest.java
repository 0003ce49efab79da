package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:10:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                               | PT0S",
        "7                               | PT7S",
        "' 120 '                         | PT2M",
        "3601                            | PT1H",
        "999999999999999999999999        | PT1H",
        "Mon, 23 Nov 2026 08:10:07 GMT   | PT7S",
        "Mon, 23 Nov 2026 08:09:59 GMT   | PT0S",
        "Tue, 24 Nov 2026 08:10:00 GMT   | PT1H",
        "Monday, 23-Nov-26 08:10:07 GMT  | PT7S",
        "Sunday, 06-Nov-94 08:49:37 GMT  | PT0S",
        "Mon Nov 23 08:10:07 2026        | PT7S",
        "Sun Nov  6 08:49:37 1994        | PT0S"
      })
  void secondsAndDatesAreUnderstood(String value, Duration wait) {
    assertThat(RetryAfter.parse(value, NOW)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "٣", "Mon, 99 Nov 2026 08:10:07 GMT"})
  void anythingElseIsNothing(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }
}
