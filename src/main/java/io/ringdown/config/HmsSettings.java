package io.ringdown.config;

import java.net.URI;

/**
 * Where Huawei's Push Kit is.
 *
 * @param url where messages are sent to; scheme, host and perhaps port and path, without a final
 *     slash
 * @param tokenUrl where access tokens come from, whole
 */
public record HmsSettings(URI url, URI tokenUrl) {
  private static final URI PUSH = URI.create("https://push-api.cloud.huawei.com");
  private static final URI TOKEN =
      URI.create("https://oauth-login.cloud.huawei.com/oauth2/v3/token");

  static HmsSettings read(SettingsReader reader) {
    return new HmsSettings(
        reader.url("ringdown.hms.url").orElse(PUSH),
        reader.url("ringdown.hms.token-url").orElse(TOKEN));
  }
}
