package io.ringdown.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How Twilio reaches us.
 *
 * @param publicUrl where Twilio finds our context root, character for character as it will be
 *     signed, without a final slash; it may hold user and password, so it does not print. Null to
 *     rebuild it from each request
 * @param trustedProxies whose word about the original request is believed
 * @param requireBodyHash whether a notification without {@code bodySHA256} is refused
 */
public record WebhookSettings(
    @Nullable String publicUrl, List<CidrBlock> trustedProxies, boolean requireBodyHash) {
  private static final System.Logger LOG = System.getLogger(WebhookSettings.class.getName());
  private static final String PUBLIC_URL = "ringdown.public-url";
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final int MOST_PORT = 65_535;

  public WebhookSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  static WebhookSettings read(SettingsReader reader) {
    return new WebhookSettings(
        reader.value(PUBLIC_URL, WebhookSettings::publicUrl).orElse(null),
        reader.value("ringdown.trusted-proxies", WebhookSettings::blocks).orElse(List.of()),
        reader.flag("ringdown.webhook.require-body-hash", true));
  }

  /**
   * Whether this peer is a proxy of ours, whose word about the original request is believed.
   *
   * @param address a literal, as a server gives its peer's
   */
  public boolean trusts(String address) {
    for (CidrBlock block : trustedProxies) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static String publicUrl(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Neither message nor cause: both quote the URL, which may hold a password.
      throw new IllegalArgumentException("is not a URL");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("must begin with https://");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("must have neither query nor fragment");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    Matcher place = HOST_AND_PORT.matcher(authority.substring(authority.lastIndexOf('@') + 1));
    if (!place.matches()) {
      throw new IllegalArgumentException("has no valid host name");
    }
    String port = place.group(2);
    if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MOST_PORT)) {
      throw new IllegalArgumentException("has an impossible port");
    }
    warn(scheme, place.group(1));
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static void warn(String scheme, String host) {
    if (scheme.equals("http") && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "RD-1001 {0} is plain http: calls and their bridge tokens travel readable",
          PUBLIC_URL);
    }
    if (host.indexOf('_') >= 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "RD-1002 {0} has an underscore in its host name: Twilio refuses to call it",
          PUBLIC_URL);
    }
  }

  private static List<CidrBlock> blocks(String text) {
    List<CidrBlock> blocks = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      try {
        blocks.add(CidrBlock.parse(entry.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "entry " + (blocks.size() + 1) + " " + e.getMessage(), e);
      }
    }
    return blocks;
  }

  @Override
  public String toString() {
    return "WebhookSettings[publicUrl=%s, trustedProxies=%s, requireBodyHash=%s]"
        .formatted(publicUrl == null ? "none" : "given", trustedProxies, requireBodyHash);
  }
}
