package io.ringdown.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The strong entity tag of a representation: {@code "<version>-<digest>"}. The digest is of its
 * very bytes, so that no two different ones have the same tag. The version tells whether what
 * clients can change has changed; what merely happens, such as a delivery, leaves it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC 9110: ETag</a>
 */
public record VersionTag(long version, String digest) {
  /** The header that carries it. */
  public static final String HEADER = "ETag";

  private static final int DIGEST_BYTES = 8;

  /** The tag of these bytes. */
  public static VersionTag of(long version, byte[] representation) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(representation);
      return new VersionTag(version, HexFormat.of().formatHex(Arrays.copyOf(hash, DIGEST_BYTES)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What stands between the quotes. */
  String opaque() {
    return version + "-" + digest;
  }

  /** As the header has it. */
  @Override
  public String toString() {
    return '"' + opaque() + '"';
  }
}
