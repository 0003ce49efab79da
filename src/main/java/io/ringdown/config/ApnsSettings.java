package io.ringdown.config;

import java.net.URI;

/**
 * Where the Apple Push Notification service is, in each of its environments.
 *
 * @param production scheme, host and perhaps port, without a final slash
 * @param sandbox likewise, for apps under development
 */
public record ApnsSettings(URI production, URI sandbox) {
  private static final URI PRODUCTION = URI.create("https://api.push.apple.com");
  private static final URI SANDBOX = URI.create("https://api.sandbox.push.apple.com");

  static ApnsSettings read(SettingsReader reader) {
    return new ApnsSettings(
        reader.url("ringdown.apns.production-url").orElse(PRODUCTION),
        reader.url("ringdown.apns.sandbox-url").orElse(SANDBOX));
  }
}
