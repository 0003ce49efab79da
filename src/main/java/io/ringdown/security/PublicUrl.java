package io.ringdown.security;

import io.ringdown.config.WebhookSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URL under which the outside knows us, rebuilt for each request character for character as
 * Twilio signed it. Thread-safe.
 *
 * <p>With {@code ringdown.public-url} nothing but path and query is taken from the request. Without
 * it, what proxies say counts only when the peer is a trusted one, and of that only the last value:
 * the peer wrote it, whereas the sender may have written those before.
 */
public final class PublicUrl {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern HAS_PORT = Pattern.compile(".*:[0-9]+");

  private final WebhookSettings settings;

  public PublicUrl(WebhookSettings settings) {
    this.settings = settings;
  }

  /** The URL that was requested. */
  public String of(RequestLine request) {
    String publicUrl = settings.publicUrl();
    String base = publicUrl == null ? base(request) + request.contextPath() : publicUrl;
    String query = request.rawQuery();
    return base + request.rawPath() + (query == null ? "" : "?" + query);
  }

  /** Whether the outside reaches us by https. */
  public boolean isSecure(RequestLine request) {
    String publicUrl = settings.publicUrl();
    String base = publicUrl == null ? base(request) : publicUrl;
    return base.regionMatches(true, 0, "https:", 0, "https:".length());
  }

  private String base(RequestLine request) {
    Optional<String> scheme = Optional.empty();
    Optional<String> host = Optional.empty();
    Optional<String> port = Optional.empty();
    if (settings.trusts(request.peerAddress())) {
      RequestLine.Forwarding forwarding = request.forwarding();
      if (forwarding.forwarded().isEmpty()) {
        scheme = last(forwarding.proto());
        host = last(forwarding.host());
        port = last(forwarding.port()).filter(PORT.asMatchPredicate());
      } else {
        var element = ForwardedElement.nearest(forwarding.forwarded());
        scheme = element.flatMap(e -> e.parameter("proto"));
        host = element.flatMap(e -> e.parameter("host"));
      }
    }
    String finalScheme =
        scheme
            .map(text -> text.toLowerCase(Locale.ROOT))
            .filter(text -> text.equals("https") || text.equals("http"))
            .orElse(request.scheme());
    String finalHost = host.filter(HOST.asMatchPredicate()).orElse(request.hostHeader());
    String standard = finalScheme.equals("https") ? "443" : "80";
    String suffix =
        port.filter(number -> !number.equals(standard))
            .filter(number -> !HAS_PORT.matcher(finalHost).matches())
            .map(number -> ":" + number)
            .orElse("");
    return finalScheme + "://" + finalHost + suffix;
  }

  private static Optional<String> last(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String line = lines.get(lines.size() - 1);
    return Optional.of(line.substring(line.lastIndexOf(',') + 1).strip());
  }
}
