package io.ringdown.storage.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The column type of a point in time: whole microseconds since 1970-01-01T00:00Z. */
@Converter(autoApply = true)
public class InstantColumn implements AttributeConverter<@Nullable Instant, @Nullable Long> {
  /** Farther than any date that JSON can name, and still a number of microseconds. */
  private static final Instant LAST = Instant.parse("+100000-01-01T00:00:00Z");

  private static final Instant FIRST = Instant.parse("-100000-01-01T00:00:00Z");

  /** The number for the time; what is far beyond all dates becomes a far date. */
  public static long micros(Instant time) {
    var near = time.isAfter(LAST) ? LAST : time.isBefore(FIRST) ? FIRST : time;
    // Java 17 counts between two instants in nanoseconds, which ends after 292 years.
    return near.getEpochSecond() * 1_000_000 + near.getNano() / 1_000;
  }

  /** The time for the number. */
  public static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** The time as it will be read again. */
  public static Instant rounded(Instant time) {
    return time(micros(time));
  }

  @Override
  public @Nullable Long convertToDatabaseColumn(@Nullable Instant time) {
    return time == null ? null : micros(time);
  }

  @Override
  public @Nullable Instant convertToEntityAttribute(@Nullable Long micros) {
    return micros == null ? null : time(micros);
  }
}
