package io.ringdown.registration;

import io.ringdown.delivery.PagedCall;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Places in a list of calls as text, for page tokens: microseconds since 1970 and a number. */
final class CallPositions {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  private CallPositions() {}

  static String text(PagedCall.Position position) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, position.receivedAt())
        + "-"
        + position.number();
  }

  static Optional<PagedCall.Position> parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var micros = Long.parseLong(matcher.group(1));
    return Optional.of(
        new PagedCall.Position(
            Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.parseLong(matcher.group(2))));
  }
}
