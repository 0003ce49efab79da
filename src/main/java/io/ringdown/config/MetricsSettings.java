package io.ringdown.config;

/**
 * Who may read the metrics.
 *
 * @param isPublic whether anybody may, without an admin token
 */
public record MetricsSettings(boolean isPublic) {
  static MetricsSettings read(SettingsReader reader) {
    return new MetricsSettings(reader.flag("ringdown.metrics.public", false));
  }
}
