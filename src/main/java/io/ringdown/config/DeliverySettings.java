package io.ringdown.config;

import java.time.Duration;

/**
 * How nodes stand in for each other, and how long things are kept.
 *
 * @param takeover within which time another node goes on with what a dead one owed
 * @param keepCalls how long calls are kept after their deadline
 * @param keepInvalidBindings how long bindings are kept that are not rung any more
 */
public record DeliverySettings(
    Duration takeover, Duration keepCalls, Duration keepInvalidBindings) {
  private static final Duration LONGEST = Duration.ofDays(3650);

  static DeliverySettings read(SettingsReader reader) {
    return new DeliverySettings(
        reader
            .value(
                "ringdown.delivery.takeover",
                SettingsReader.between(
                    Duration.ofSeconds(1), Duration.ofMinutes(5), "PT1S to PT5M"))
            .orElse(Duration.ofSeconds(5)),
        reader
            .value(
                "ringdown.calls.keep",
                SettingsReader.between(Duration.ofMinutes(1), LONGEST, "PT1M to P3650D"))
            .orElse(Duration.ofDays(7)),
        reader
            .value(
                "ringdown.bindings.keep-invalid",
                SettingsReader.between(Duration.ofMinutes(1), LONGEST, "PT1M to P3650D"))
            .orElse(Duration.ofDays(7)));
  }
}
