package io.ringdown.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Values that chance makes: some as a schema wants them, some not at all. The same seed makes the
 * same ones. For one thread.
 */
public final class SchemaValues {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEX = "0123456789abcdef";

  /** Strings on which others have stumbled. */
  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\t",
          "null",
          "true",
          "0",
          "-1",
          "9223372036854775808",
          "1e400",
          "\u0000",
          "\u0001\u0002",
          "\uFEFFbob",
          "\uD83D\uDE00",
          "\u202Ebob",
          "b\u00FCrger",
          "a".repeat(300),
          "x".repeat(5000),
          "' OR 1=1 --",
          "\"; DROP TABLE bindings; --",
          "%s%n%d",
          "${jndi:ldap://x}",
          "#{1+1}",
          "../../etc/passwd",
          "..",
          "*",
          "a,b",
          "client:bob",
          "<script>alert(1)</script>",
          "PT99999999999999999999S",
          "P1Y",
          "-P1D",
          "2026-13-45T99:99:99Z",
          "+1000000000-12-31T23:59:59Z",
          "0000-01-01T00:00:00Z",
          "https://127.0.0.1/",
          "http://[::1",
          "https://user:word@example.com:99999/",
          "file:///etc/passwd",
          "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");

  private final ApiDescription description;
  private final Random random;

  public SchemaValues(ApiDescription description, long seed) {
    this.description = description;
    this.random = new Random(seed);
  }

  /** Yes, so often of a hundred. */
  public boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** One of them. */
  public <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A string on which others have stumbled. */
  public String nasty() {
    return one(NASTY);
  }

  /** A value that is meant to be as the schema wants it. */
  public JsonNode good(JsonNode schema) {
    return good(schema, 0);
  }

  private JsonNode good(JsonNode given, int depth) {
    var schema = description.followed(given);
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return one(list(schema.get("enum")));
    }
    for (var choice : List.of("oneOf", "anyOf")) {
      if (schema.has(choice)) {
        return good(one(list(schema.get(choice))), depth + 1);
      }
    }
    if (schema.has("examples") && chance(50)) {
      return one(list(schema.get("examples")));
    }
    var type = schema.path("type");
    var name = type.isArray() ? one(list(type)).asText() : type.asText("object");
    return switch (name) {
      case "string" -> JSON.getNodeFactory().textNode(text(schema));
      case "integer", "number" -> JSON.getNodeFactory().numberNode(number(schema));
      case "boolean" -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case "null" -> JSON.getNodeFactory().nullNode();
      case "array" -> array(schema, depth);
      default -> object(schema, depth);
    };
  }

  private JsonNode object(JsonNode schema, int depth) {
    var made = JSON.createObjectNode();
    var required = list(schema.path("required")).stream().map(JsonNode::asText).toList();
    for (var property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || (depth < 4 && chance(40))) {
        made.set(property.getKey(), good(property.getValue(), depth + 1));
      }
    }
    var more = schema.path("additionalProperties");
    if (more.isObject() && depth < 4) {
      made.set("k" + random.nextInt(9), good(more, depth + 1));
    }
    return made;
  }

  private ArrayNode array(JsonNode schema, int depth) {
    var made = JSON.createArrayNode();
    var least = schema.path("minItems").asInt(0);
    var most = Math.min(schema.path("maxItems").asInt(3), least + 3);
    var size = least + random.nextInt(most - least + 1);
    for (var i = 0; i < size && depth < 5; i++) {
      made.add(good(schema.path("items"), depth + 1));
    }
    return made;
  }

  private String text(JsonNode schema) {
    var pattern = schema.path("pattern").asText("");
    var sid = pattern.replaceFirst("^\\^([A-Z]{2})\\[.*\\{32}\\$$", "$1");
    if (sid.length() == 2) {
      return sid + letters(HEX, 32);
    }
    return switch (schema.path("format").asText()) {
      case "date-time" ->
          Instant.ofEpochSecond(1_700_000_000L + random.nextInt(500_000_000)).toString();
      case "duration" -> "PT" + (1 + random.nextInt(600)) + "S";
      case "uri" -> "https://example.com/" + letters(HEX, 4);
      default -> {
        var least = Math.max(1, schema.path("minLength").asInt(1));
        var most = Math.min(schema.path("maxLength").asInt(12), least + 12);
        yield letters("abcdefghijklmnop", least + random.nextInt(most - least + 1));
      }
    };
  }

  private long number(JsonNode schema) {
    var least = schema.path("minimum").asLong(0);
    var most = schema.path("maximum").asLong(1000);
    return least + random.nextInt((int) Math.min(1000, most - least + 1));
  }

  private String letters(String of, int count) {
    var text = new StringBuilder();
    for (var i = 0; i < count; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  /** A body in JSON: good, a little wrong, or no JSON at all. */
  public byte[] body(JsonNode schema) {
    var value = good(schema).deepCopy();
    if (chance(50)) {
      value = spoiled(value);
    }
    var text = value.toString();
    return switch (random.nextInt(20)) {
      case 0 ->
          text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.UTF_8);
      case 1 -> (text + text).getBytes(StandardCharsets.UTF_8);
      case 2 -> ("[" + text + "]").getBytes(StandardCharsets.UTF_8);
      case 3 -> "[".repeat(5000).getBytes(StandardCharsets.UTF_8);
      case 4 -> ("{\"a\":" + text + ",\"a\":1}").getBytes(StandardCharsets.UTF_8);
      case 5 -> text.getBytes(StandardCharsets.UTF_16);
      case 6 -> new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
      case 7 -> new byte[0];
      default -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  /** The value with one thing wrong somewhere. */
  private JsonNode spoiled(JsonNode value) {
    if (value instanceof ObjectNode object && !object.isEmpty() && chance(90)) {
      var names = new ArrayList<String>();
      object.fieldNames().forEachRemaining(names::add);
      var name = one(names);
      if (chance(15)) {
        object.remove(name);
      } else if (chance(15)) {
        object.put(nasty(), 1);
      } else {
        object.set(name, spoiled(object.get(name)));
      }
      return object;
    }
    if (value instanceof ArrayNode array && !array.isEmpty() && chance(70)) {
      var at = random.nextInt(array.size());
      array.set(at, spoiled(array.get(at)));
      return array;
    }
    var nodes = JSON.getNodeFactory();
    return switch (random.nextInt(9)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(true);
      case 2 -> nodes.numberNode(random.nextLong());
      case 3 -> nodes.numberNode(1e300);
      case 4 -> nodes.objectNode().put(nasty(), nasty());
      case 5 -> nodes.arrayNode().add(nasty());
      default -> nodes.textNode(nasty());
    };
  }

  private static List<JsonNode> list(JsonNode array) {
    var list = new ArrayList<JsonNode>();
    array.forEach(list::add);
    return list;
  }
}
