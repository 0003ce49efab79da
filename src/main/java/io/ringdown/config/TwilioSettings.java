package io.ringdown.config;

import java.net.URI;

/**
 * Where Twilio's Voice API is.
 *
 * @param apiUrl scheme, host and perhaps port and path, without a final slash
 */
public record TwilioSettings(URI apiUrl) {
  private static final URI TWILIO = URI.create("https://voice.twilio.com");

  static TwilioSettings read(SettingsReader reader) {
    return new TwilioSettings(reader.url("ringdown.twilio.api-url").orElse(TWILIO));
  }
}
