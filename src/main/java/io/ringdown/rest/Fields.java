package io.ringdown.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringdown.call.Texts;
import io.ringdown.rest.Problem.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object, read one by one. What is wrong is collected, and {@link #finish()}
 * tells it all at once, with every member that nobody asked for. A null member counts as absent.
 * Not thread-safe.
 */
public final class Fields {
  private final JsonNode object;
  private final String path;
  private final List<FieldError> errors;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Fields> children = new ArrayList<>();

  private Fields(JsonNode object, String path, List<FieldError> errors) {
    this.object = object;
    this.path = path;
    this.errors = errors;
  }

  /** Of an object. */
  public static Fields of(JsonNode object) {
    return new Fields(object, "", new ArrayList<>());
  }

  /**
   * Of an object within, whose errors are told apart from those of the rest.
   *
   * @param pointer where it is in the request
   */
  public static Fields of(JsonNode object, String pointer) {
    return new Fields(object, pointer, new ArrayList<>());
  }

  /** Notes that a member is wrong. */
  public void wrong(String name, String detail) {
    errors.add(new FieldError(pointer(name), detail));
  }

  /** Whether the request has this member, be it null. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** A text of 1 to {@code max} printable characters, if the member is there. */
  public Optional<String> text(String name, int max) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isTextual()) {
                wrong(name, "must be a string");
                return Optional.empty();
              }
              if (!Texts.isPrintable(node.textValue(), max)) {
                wrong(name, "must be 1 to " + max + " characters without control characters");
                return Optional.empty();
              }
              return Optional.of(node.textValue());
            });
  }

  /** The text made into something, or noted as wrong with the reason it gives. */
  public <T> Optional<T> parsed(String name, int max, Function<String, T> parser) {
    return text(name, max)
        .flatMap(
            text -> {
              try {
                return Optional.of(parser.apply(text));
              } catch (IllegalArgumentException e) {
                wrong(name, String.valueOf(e.getMessage()));
                return Optional.empty();
              }
            });
  }

  /** One of some words, if the member is there. */
  public <T> Optional<T> choice(String name, Map<String, T> choices) {
    return text(name, 64)
        .flatMap(
            text -> {
              var value = choices.get(text);
              if (value == null) {
                wrong(name, "must be one of " + String.join(", ", choices.keySet()));
              }
              return Optional.ofNullable(value);
            });
  }

  /** A boolean, if the member is there. */
  public Optional<Boolean> bool(String name) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isBoolean()) {
                wrong(name, "must be true or false");
                return Optional.empty();
              }
              return Optional.of(node.booleanValue());
            });
  }

  /** A whole number within the bounds, if the member is there. */
  public Optional<Integer> integer(String name, int min, int max) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isIntegralNumber()
                  || !node.canConvertToInt()
                  || node.intValue() < min
                  || node.intValue() > max) {
                wrong(name, "must be a whole number from " + min + " to " + max);
                return Optional.empty();
              }
              return Optional.of(node.intValue());
            });
  }

  /** An ISO-8601 duration within the bounds, if the member is there. */
  public Optional<Duration> duration(String name, Duration min, Duration max) {
    return text(name, 64)
        .flatMap(
            text -> {
              try {
                var value = Duration.parse(text);
                if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                  return Optional.of(value);
                }
              } catch (DateTimeParseException e) {
                // told below, together with a value out of bounds
              }
              wrong(name, "must be an ISO-8601 duration from " + min + " to " + max);
              return Optional.empty();
            });
  }

  /** An ISO-8601 time before the year 10000, if the member is there. */
  public Optional<Instant> time(String name) {
    return text(name, 64)
        .flatMap(
            text -> {
              try {
                var value = OffsetDateTime.parse(text);
                if (value.getYear() >= 1970 && value.getYear() < 10_000) {
                  return Optional.of(value.toInstant());
                }
              } catch (DateTimeParseException e) {
                // told below, together with a year out of bounds
              }
              wrong(name, "must be an ISO-8601 time such as 2026-11-23T08:10:00Z");
              return Optional.empty();
            });
  }

  /** A list of printable texts, if the member is there. */
  public Optional<List<String>> texts(String name, int maxItems, int maxLength) {
    return items(name, maxItems)
        .map(
            nodes -> {
              var texts = new ArrayList<String>();
              for (var i = 0; i < nodes.size(); i++) {
                var node = nodes.get(i);
                if (node.isTextual() && Texts.isPrintable(node.textValue(), maxLength)) {
                  texts.add(node.textValue());
                } else {
                  wrong(
                      name + "/" + i,
                      "must be a string of 1 to "
                          + maxLength
                          + " characters without control characters");
                }
              }
              return texts;
            });
  }

  /** A map of printable texts, if the member is there. */
  public Optional<Map<String, String>> textMap(String name, int maxItems, int maxLength) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isObject() || node.size() > maxItems) {
                wrong(name, "must be an object of at most " + maxItems + " strings");
                return Optional.empty();
              }
              var map = new LinkedHashMap<String, String>();
              for (var entry : node.properties()) {
                var value = entry.getValue();
                if (value.isTextual() && Texts.isPrintable(value.textValue(), maxLength)) {
                  map.put(entry.getKey(), value.textValue());
                } else {
                  errors.add(
                      new FieldError(
                          Pointers.to(pointer(name), entry.getKey()),
                          "must be a string of 1 to " + maxLength + " characters"));
                }
              }
              return Optional.of(map);
            });
  }

  /** An object within, if the member is there. */
  public Optional<Fields> object(String name) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isObject()) {
                wrong(name, "must be an object");
                return Optional.empty();
              }
              return Optional.of(child(node, pointer(name)));
            });
  }

  /** A list of objects within, if the member is there. */
  public Optional<List<Fields>> objects(String name, int maxItems) {
    return items(name, maxItems)
        .map(
            nodes -> {
              var list = new ArrayList<Fields>();
              for (var i = 0; i < nodes.size(); i++) {
                if (nodes.get(i).isObject()) {
                  list.add(child(nodes.get(i), pointer(name + "/" + i)));
                } else {
                  wrong(name + "/" + i, "must be an object");
                }
              }
              return list;
            });
  }

  /** A member of whatever shape, if it is there. */
  public Optional<JsonNode> node(String name) {
    return member(name);
  }

  /** A list of whatever is in it, if the member is there. */
  public Optional<List<JsonNode>> nodes(String name, int maxItems) {
    return items(name, maxItems);
  }

  /** All members that nobody has asked for yet, in plain Java; asking for them makes them known. */
  public Map<String, Object> rest() {
    var members = new LinkedHashMap<String, Object>();
    for (var entry : object.properties()) {
      if (known.add(entry.getKey()) && !entry.getValue().isNull()) {
        members.put(entry.getKey(), Json.plain(entry.getValue()));
      }
    }
    return members;
  }

  /** The value, or a note that the member is missing. Says nothing more of a wrong one. */
  public <T> @Nullable T required(String name, Optional<T> value) {
    if (value.isEmpty() && (!object.has(name) || object.get(name).isNull())) {
      wrong(name, "is required");
    }
    return value.orElse(null);
  }

  /**
   * Ends the reading.
   *
   * @throws ProblemException 422 with everything that was wrong or unknown
   */
  public void finish() {
    nameUnknown();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private void nameUnknown() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                errors.add(
                    new FieldError(Pointers.to(path, name), "is not a member of this request"));
              }
            });
    children.forEach(Fields::nameUnknown);
  }

  private Optional<JsonNode> member(String name) {
    known.add(name);
    var node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  private Optional<List<JsonNode>> items(String name, int max) {
    return member(name)
        .flatMap(
            node -> {
              if (!node.isArray() || node.size() > max) {
                wrong(name, "must be a list of at most " + max);
                return Optional.empty();
              }
              var items = new ArrayList<JsonNode>();
              node.forEach(items::add);
              return Optional.of(items);
            });
  }

  private Fields child(JsonNode node, String pointer) {
    var child = new Fields(node, pointer, errors);
    children.add(child);
    return child;
  }

  private String pointer(String name) {
    return path + "/" + name;
  }
}
