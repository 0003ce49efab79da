package io.ringdown.provider;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Tells addresses of the public internet from those that a stranger must not make us call: our own
 * machine, our network, and what stands for them in another form. Stateless and thread-safe.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA: IPv4
 *     special-purpose addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA: IPv6
 *     special-purpose addresses</a>
 */
public final class PublicAddresses {
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private PublicAddresses() {}

  /** Whether anybody may be reached there. */
  public static boolean include(InetAddress address) {
    var bytes = address.getAddress();
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    return address instanceof Inet4Address ? includesV4(bytes) : includesV6(bytes);
  }

  private static boolean includesV4(byte[] address) {
    int a = address[0] & 0xff;
    int b = address[1] & 0xff;
    int c = address[2] & 0xff;
    // this network, shared (RFC 6598), protocol assignments, documentation, benchmarks, reserved
    return a != 0
        && !(a == 100 && (b & 0xc0) == 64)
        && !(a == 192 && b == 0 && (c == 0 || c == 2))
        && !(a == 192 && b == 88 && c == 99)
        && !(a == 198 && (b & 0xfe) == 18)
        && !(a == 198 && b == 51 && c == 100)
        && !(a == 203 && b == 0 && c == 113)
        && a < 240;
  }

  private static boolean includesV6(byte[] address) {
    int first = address[0] & 0xff;
    int second = address[1] & 0xff;
    if ((first & 0xe0) != 0x20) {
      // only 2000::/3 is given out; NAT64 carries a v4 address
      return isNat64(address) && includesEmbedded(address, V6_BYTES - V4_BYTES);
    }
    if (first == 0x20 && second == 0x02) {
      // 6to4
      return includesEmbedded(address, 2);
    }
    // Teredo and other protocol assignments 2001::/23, documentation 2001:db8::/32
    boolean assigned = first == 0x20 && second == 0x01 && (address[2] & 0xfe) == 0;
    boolean documentation =
        first == 0x20
            && second == 0x01
            && (address[2] & 0xff) == 0x0d
            && (address[3] & 0xff) == 0xb8;
    return !assigned && !documentation;
  }

  private static boolean isNat64(byte[] address) {
    var prefix = new byte[] {0x00, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static boolean includesEmbedded(byte[] address, int at) {
    try {
      return include(InetAddress.getByAddress(Arrays.copyOfRange(address, at, at + V4_BYTES)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
