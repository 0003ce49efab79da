package io.ringdown.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a single address is
 * a range of one. An IPv4 address written as IPv6 ({@code ::ffff:10.0.0.1}) is the IPv4 address.
 * Immutable. No name is ever looked up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632#section-3.1">RFC 4632, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.3">RFC 4291, section 2.3</a>
 */
public final class CidrBlock {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]+");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int MAPPED_PREFIX = 96;

  private final byte[] network;
  private final int prefix;

  private CidrBlock(byte[] network, int prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * The block that the text says.
   *
   * @throws IllegalArgumentException when it says none, or when the address has bits set beyond the
   *     prefix: {@code 10.0.0.1/8} may well be meant as one address
   */
  public static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    byte[] address = literal(literal);
    if (address == null) {
      throw new IllegalArgumentException("is not an IP address or a CIDR block");
    }
    int bits = address.length * Byte.SIZE;
    int prefix = bits;
    if (slash >= 0) {
      String digits = text.substring(slash + 1);
      prefix = PREFIX.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
      if (isMapped(literal, address)) {
        prefix -= MAPPED_PREFIX;
      }
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException("has an impossible prefix length");
      }
    }
    for (int bit = prefix; bit < bits; bit++) {
      if ((address[bit / Byte.SIZE] & mask(bit)) != 0) {
        throw new IllegalArgumentException("has bits set beyond its prefix length");
      }
    }
    return new CidrBlock(address, prefix);
  }

  /**
   * The address that a literal says; nothing when it says none. No name is looked up.
   *
   * @param text brackets and a zone ({@code %eth0}) are allowed
   */
  public static Optional<InetAddress> address(String text) {
    byte[] bytes = literal(bare(text));
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
    }
  }

  /**
   * Whether the address is in the block; false for what is not an address.
   *
   * @param address a literal, as a server gives its peer's; brackets and a zone ({@code %eth0}) are
   *     allowed
   */
  public boolean contains(String address) {
    return Optional.ofNullable(literal(bare(address))).filter(this::contains).isPresent();
  }

  private boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask(bit)) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int mask(int bit) {
    return 0x80 >>> (bit % Byte.SIZE);
  }

  private static boolean isMapped(String literal, byte[] address) {
    return literal.indexOf(':') >= 0 && address.length == 4;
  }

  private static String bare(String address) {
    String bare =
        address.startsWith("[") && address.endsWith("]")
            ? address.substring(1, address.length() - 1)
            : address;
    int zone = bare.indexOf('%');
    return zone < 0 ? bare : bare.substring(0, zone);
  }

  private static byte @Nullable [] literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      // Only literals reach this line, so no resolver is asked; a mapped address comes back as
      // IPv4.
      InetAddress address = InetAddress.getByName(text);
      return address instanceof Inet4Address || text.indexOf(':') >= 0
          ? address.getAddress()
          : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/" + prefix;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a block of neither 4 nor 16 bytes", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CidrBlock that
        && prefix == that.prefix
        && Arrays.equals(network, that.network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + prefix;
  }
}
