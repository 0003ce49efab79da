package io.ringdown.config;

import java.net.URI;

/**
 * Where Firebase Cloud Messaging is.
 *
 * @param url scheme, host and perhaps port and path, without a final slash
 */
public record FcmSettings(URI url) {
  private static final URI GOOGLE = URI.create("https://fcm.googleapis.com");

  static FcmSettings read(SettingsReader reader) {
    return new FcmSettings(reader.url("ringdown.fcm.url").orElse(GOOGLE));
  }
}
