package io.ringdown.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Strict JSON as the doors speak it: UTF-8 only, no duplicate member, nothing behind the value, 100
 * levels deep at most. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7493">RFC 7493: I-JSON</a>
 */
public final class Json {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 100;

  /** What {@link #time} writes, as a pattern. */
  public static final String TIME_FORM = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(1000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws InvalidJsonException when it is not well-formed, or has a duplicate member
   */
  public static JsonNode read(byte[] utf8) throws InvalidJsonException {
    try {
      var node = MAPPER.readTree(utf8Text(utf8));
      if (node.isMissingNode()) {
        throw new InvalidJsonException("The body is empty.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw InvalidJsonException.of(e);
    }
  }

  /**
   * The bytes as text.
   *
   * @throws InvalidJsonException when they are not well-formed UTF-8
   */
  public static String utf8Text(byte[] utf8) throws InvalidJsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidJsonException("The body is not UTF-8.");
    }
  }

  /**
   * A parser of the text that lets a duplicate member pass, for a reader who must know more before
   * refusing it; strict in all else.
   */
  public static JsonParser tolerantParser(String text) {
    try {
      return MAPPER.createParser(text).disable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Any of JSON's shapes in plain Java, as a node. */
  public static JsonNode node(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The value in plain Java: maps, lists, strings, numbers, booleans and nulls. */
  public static Object plain(JsonNode node) {
    return MAPPER.convertValue(node, Object.class);
  }

  /** The value as UTF-8. */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A time as the API writes it: {@code 2026-11-23T08:10:00.123Z}. */
  public static String time(Instant time) {
    return TIME.format(time);
  }
}
