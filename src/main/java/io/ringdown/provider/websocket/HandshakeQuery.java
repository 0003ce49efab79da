package io.ringdown.provider.websocket;

import io.ringdown.binding.DeviceId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a handshake as it was sent: percent-encoded UTF-8, as everywhere else. What a server
 * makes of it itself is ISO-8859-1 on one and never malformed on another.
 */
final class HandshakeQuery {
  private static final String DEVICE_ID = "device_id";

  private HandshakeQuery() {}

  /**
   * The first {@code device_id} in it, if there is one.
   *
   * @throws IllegalArgumentException when the query is malformed, or that is not a device id
   */
  static Optional<DeviceId> deviceId(@Nullable String query) {
    Optional<DeviceId> found = Optional.empty();
    for (var parameter : (query == null ? "" : query).split("&", -1)) {
      var equals = parameter.indexOf('=');
      var name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
      var value = decoded(equals < 0 ? "" : parameter.substring(equals + 1));
      if (found.isEmpty() && name.equals(DEVICE_ID)) {
        found = Optional.of(new DeviceId(value));
      }
    }
    return found;
  }

  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (var i = 0; i < text.length(); i++) {
      var character = text.charAt(i);
      if (character == '%' && i + 2 < text.length()) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else if (character == '%' || character > '~') {
        throw new IllegalArgumentException("not percent-encoded");
      } else {
        bytes.write(character == '+' ? ' ' : character);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }
}
