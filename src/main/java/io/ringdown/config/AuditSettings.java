package io.ringdown.config;

import java.time.Duration;

/**
 * The memory of who changed what.
 *
 * @param keep how long an entry is kept
 */
public record AuditSettings(Duration keep) {
  static AuditSettings read(SettingsReader reader) {
    return new AuditSettings(
        reader
            .value(
                "ringdown.audit.keep",
                SettingsReader.between(Duration.ofDays(1), Duration.ofDays(3650), "P1D to P3650D"))
            .orElse(Duration.ofDays(365)));
  }
}
