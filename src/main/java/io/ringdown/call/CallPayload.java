package io.ringdown.call;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The webhook's body as it came, byte for byte. It holds the bridge token, a key to the call, so it
 * prints as redacted and is never put into a log, an error or a metric. Immutable.
 */
public final class CallPayload {
  private final byte[] bytes;

  /**
   * @param bytes a JSON object in well-formed UTF-8; not copied, and not to be changed afterwards
   */
  public CallPayload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The length in bytes. */
  public int size() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The body as text; encoding it as UTF-8 gives the very bytes back. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallPayload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "CallPayload[" + bytes.length + " bytes]";
  }
}
