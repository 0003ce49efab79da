package io.ringdown.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The shipped OpenAPI document. Thread-safe. */
public final class ApiDescription {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final ApiDescription SHIPPED =
      new ApiDescription(Path.of("src", "main", "webapp", "WEB-INF", "openapi.json"));

  private final JsonNode root;
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

  private ApiDescription(Path file) {
    try {
      root = JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document that is in the WAR. */
  public static ApiDescription shipped() {
    return SHIPPED;
  }

  /** The whole document. */
  public JsonNode root() {
    return root;
  }

  /** Everything that can be asked. */
  public List<ApiOperation> operations() {
    var operations = new ArrayList<ApiOperation>();
    for (var path : root.get("paths").properties()) {
      for (var member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          operations.add(
              new ApiOperation(
                  this,
                  member.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  "/paths/"
                      + path.getKey().replace("~", "~0").replace("/", "~1")
                      + "/"
                      + member.getKey(),
                  member.getValue()));
        }
      }
    }
    return operations;
  }

  /** The operations of a path, still encoded; literal paths go before those with parameters. */
  public List<ApiOperation> at(String rawPath) {
    var matching = operations().stream().filter(one -> one.matches(rawPath)).toList();
    // What is written out goes before what is a parameter.
    var fewest = matching.stream().mapToLong(ApiOperation::placeholders).min().orElse(0);
    return matching.stream().filter(one -> one.placeholders() == fewest).toList();
  }

  /** The operation of a method and a path, still encoded. */
  public Optional<ApiOperation> find(String method, String rawPath) {
    return at(rawPath).stream().filter(one -> one.method().equals(method)).findFirst();
  }

  /** The node itself, or what it refers to. */
  public JsonNode followed(JsonNode node) {
    var reference = node.path("$ref").asText("");
    return reference.startsWith("#") ? followed(root.at(reference.substring(1))) : node;
  }

  /** What is wrong with a JSON text by a schema of the document. */
  public List<String> violations(JsonNode schema, String text) {
    try {
      return violations(schema, JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return List.of("no JSON");
    }
  }

  /** What is wrong with a value by a schema of the document. */
  public List<String> violations(JsonNode schema, JsonNode value) {
    var compiled = schemas.computeIfAbsent(schema, this::compiled);
    return compiled
        .validate(
            value,
            execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** The schema on its own: it takes with it what schemas refer to. */
  private Schema compiled(JsonNode schema) {
    ObjectNode alone = JSON.createObjectNode();
    alone.set("allOf", JSON.createArrayNode().add(schema));
    alone.putObject("components").set("schemas", root.at("/components/schemas"));
    return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(alone);
  }
}
