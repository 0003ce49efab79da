package io.ringdown.config;

/**
 * Which addresses that registrations name may be called.
 *
 * @param allowPrivate whether private and loopback addresses may, too
 */
public record HttpSettings(boolean allowPrivate) {
  static HttpSettings read(SettingsReader reader) {
    return new HttpSettings(reader.flag("ringdown.http.allow-private", false));
  }
}
