package io.ringdown.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads how long a server asks to be left alone. Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3</a>
 */
public final class RetryAfter {
  /** The longest wait that is believed. */
  public static final Duration MAX = Duration.ofHours(1);

  private static final Pattern DELTA_SECONDS = Pattern.compile("[0-9]+");
  private static final int MAX_DIGITS = 9;

  // RFC 9110, 5.6.7: the form in use and the two that a recipient must still understand. The day's
  // name is skipped, as a wrong one would not change the moment.
  private static final List<DateTimeFormatter> HTTP_DATES =
      List.of(
          form("d MMM yyyy HH:mm:ss"),
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern("d-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss")
              .toFormatter(Locale.US),
          form("MMM d HH:mm:ss yyyy"));

  private RetryAfter() {}

  /**
   * The wait that the header's value asks for, from {@code now} on: zero or more, at most {@link
   * #MAX}; nothing when the value is neither seconds nor a date.
   */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (DELTA_SECONDS.matcher(text).matches()) {
      return Optional.of(
          text.length() > MAX_DIGITS ? MAX : bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    return date(text).map(date -> bounded(Duration.between(now, date)));
  }

  private static Optional<Instant> date(String text) {
    String plain =
        text.replaceFirst("^[A-Za-z]+,? +", "").replaceFirst(" GMT$", "").replaceAll(" +", " ");
    return HTTP_DATES.stream().flatMap(form -> date(plain, form).stream()).findFirst();
  }

  private static Optional<Instant> date(String plain, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(plain, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException anotherForm) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX) > 0 ? MAX : wait;
  }

  private static DateTimeFormatter form(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.US);
  }
}
