package io.ringdown.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where Firebase Cloud Messaging is.
 *
 * @param url scheme, host and perhaps port and path, without a final slash
 */
public record FcmSettings(URI url) {
  private static final URI GOOGLE = URI.create("https://fcm.googleapis.com");

  static FcmSettings read(SettingsReader reader) {
    return new FcmSettings(reader.value("ringdown.fcm.url", FcmSettings::url).orElse(GOOGLE));
  }

  private static URI url(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("is not a URL");
    }
    throw new IllegalArgumentException("must be a URL of https or http without query or fragment");
  }
}
