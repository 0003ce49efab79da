package io.ringdown.security;

import io.ringdown.config.CidrBlock;
import io.ringdown.config.WebhookSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * From where on the internet a request came, as a key to count by. Proxies are believed as in
 * {@link PublicUrl}: from the nearest outwards, as long as each is trusted. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7239#section-5.2">RFC 7239, section 5.2</a>
 */
public final class ClientAddress {
  private static final int NETWORK_BYTES = 8;

  private final WebhookSettings settings;

  public ClientAddress(WebhookSettings settings) {
    this.settings = settings;
  }

  /**
   * The client's address, or for IPv6 its network of 64 bits, since one client has all of it.
   * Nothing when it is no address of the public internet: then it is a proxy that nobody told us
   * of, with all its clients behind it, or somebody in our own house.
   */
  public Optional<String> of(HttpServletRequest request) {
    return of(
        request.getRemoteAddr(),
        Collections.list(request.getHeaders("Forwarded")),
        Collections.list(request.getHeaders("X-Forwarded-For")));
  }

  /** As {@link #of(HttpServletRequest)}, of the peer and the lines of both headers. */
  Optional<String> of(String peer, List<String> forwarded, List<String> forwardedFor) {
    var client = CidrBlock.address(peer);
    var hops = forwarded.isEmpty() ? plain(forwardedFor) : standard(forwarded);
    for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
      var before = CidrBlock.address(withoutPort(hops.get(i)));
      if (before.isEmpty()) {
        break;
      }
      client = before;
    }
    return client.filter(ClientAddress::isPublic).map(ClientAddress::key);
  }

  private boolean isTrusted(Optional<InetAddress> address) {
    return address.filter(one -> settings.trusts(one.getHostAddress())).isPresent();
  }

  private static List<String> plain(List<String> lines) {
    var hops = new ArrayList<String>();
    lines.forEach(line -> hops.addAll(List.of(line.split(",", -1))));
    return hops;
  }

  private static List<String> standard(List<String> lines) {
    return ForwardedElement.all(lines.get(lines.size() - 1)).stream()
        .map(element -> element.parameter("for").orElse(""))
        .toList();
  }

  private static String withoutPort(String hop) {
    var text = hop.strip();
    if (text.startsWith("[")) {
      return text.substring(1, Math.max(1, text.indexOf(']')));
    }
    int colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }

  private static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? (bytes[0] & 0xfe) != 0xfc
        : bytes[0] != 100 || (bytes[1] & 0xc0) != 0x40;
  }

  private static String key(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    try {
      byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 16);
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 16 bytes", e);
    }
  }
}
