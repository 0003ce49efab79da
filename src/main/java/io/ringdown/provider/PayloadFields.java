package io.ringdown.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ringdown.call.CallPayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a payload with their values as text, in the payload's order: a JSON string is itself,
 * anything else is its JSON exactly as the body has it, blanks and number format included. Holds
 * the bridge token, so it prints as redacted. Immutable.
 */
public final class PayloadFields {
  // A body is small (the door sees to that) and skipping is not recursive, so Jackson's limits on
  // depth and length would only refuse what every other channel delivers.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Map<String, String> texts;
  private final int size;

  private PayloadFields(Map<String, String> texts) {
    this.texts = Collections.unmodifiableMap(texts);
    this.size =
        texts.entrySet().stream().mapToInt(e -> utf8(e.getKey()) + utf8(e.getValue())).sum();
  }

  /**
   * Reads a payload; nothing when it is not one JSON object in well-formed UTF-8 with each key
   * once, or when a text in it has half a surrogate pair, which no encoding can carry.
   */
  public static Optional<PayloadFields> read(CallPayload payload) {
    try {
      String body =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload.bytes())).toString();
      try (JsonParser parser = JSON.createParser(body.toCharArray())) {
        return fields(parser, body).map(PayloadFields::new);
      }
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, String>> fields(JsonParser parser, String body)
      throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String value = value(parser, body);
      requireEncodable(key);
      requireEncodable(value);
      texts.put(key, value);
    }
    return parser.nextToken() == null ? Optional.of(texts) : Optional.empty();
  }

  private static String value(JsonParser parser, String body) throws IOException {
    if (!parser.nextToken().isStructStart()) {
      return parser.getText();
    }
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    return body.substring(from, (int) parser.currentLocation().getCharOffset());
  }

  private static void requireEncodable(String text) throws CharacterCodingException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new CharacterCodingException();
    }
  }

  /** Key to value, in the payload's order; cannot be changed. */
  public Map<String, String> texts() {
    return texts;
  }

  /** The bytes of all keys and values in UTF-8, which is what FCM and HMS count. */
  public int size() {
    return size;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public String toString() {
    return "PayloadFields[" + texts.size() + " keys, " + size + " bytes]";
  }
}
