package io.ringdown.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One operation of the description, its references followed.
 *
 * @param method in capitals
 * @param path with its parameters in braces
 * @param pointer where it is in the document
 */
public record ApiOperation(
    ApiDescription description, String method, String path, String pointer, JsonNode node) {

  /** Its name. */
  public String id() {
    return node.path("operationId").asText();
  }

  /** The statuses that it says it may answer with. */
  public Set<Integer> statuses() {
    var statuses = new TreeSet<Integer>();
    node.path("responses").fieldNames().forEachRemaining(s -> statuses.add(Integer.valueOf(s)));
    return statuses;
  }

  /** The parameters, those of the whole path too. */
  public List<JsonNode> parameters() {
    var parameters = new ArrayList<JsonNode>();
    var shared = description.root().path("paths").path(path).path("parameters");
    shared.forEach(one -> parameters.add(description.followed(one)));
    node.path("parameters").forEach(one -> parameters.add(description.followed(one)));
    return parameters;
  }

  /** The schema of the body in this media type, its own references not followed. */
  public Optional<JsonNode> bodySchema(String mediaType) {
    var schema = node.path("requestBody").path("content").path(mediaType).path("schema");
    return schema.isMissingNode() ? Optional.empty() : Optional.of(schema);
  }

  /** Whether it knows the security scheme, be it by the document's default. */
  public boolean isFor(String scheme) {
    var security = node.has("security") ? node.get("security") : description.root().get("security");
    for (var alternative : security) {
      if (alternative.has(scheme)) {
        return true;
      }
    }
    return false;
  }

  /** How many parts of its path are open. */
  long placeholders() {
    return path.chars().filter(letter -> letter == '{').count();
  }

  /** Whether a request of this path, still encoded, is for it, whatever the method. */
  public boolean matches(String rawPath) {
    return Pattern.matches(path.replaceAll("\\{[^}]+}", "[^/]+"), rawPath);
  }

  /** What is wrong with an answer of it; nothing when it is as described. */
  public List<String> faults(int status, String contentType, String body) {
    if (!statuses().contains(status)) {
      return List.of("the status " + status + " is not described");
    }
    var response = description.followed(node.path("responses").path(Integer.toString(status)));
    var content = response.path("content");
    if (content.isMissingNode() || content.isEmpty()) {
      return body.isEmpty() ? List.of() : List.of("a body where none is described");
    }
    var mediaType = contentType.replaceFirst(";.*", "").strip();
    if (!content.has(mediaType)) {
      return List.of("the media type " + mediaType + " is not described");
    }
    return mediaType.equals("application/json") || mediaType.endsWith("+json")
        ? description.violations(content.path(mediaType).path("schema"), body)
        : List.of();
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
