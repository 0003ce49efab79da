package io.ringdown.cli.service;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/**
 * What the service answered. Immutable.
 *
 * @param body the JSON as it came; empty when there was none
 * @param retryAfter the header's text
 */
public record Reply(int status, String body, Optional<String> retryAfter) {
  /** Whether the service did what was asked. */
  public boolean succeeded() {
    return status / 100 == 2;
  }

  /** The body's object; an empty one when it is none. */
  public JsonObject object() {
    try {
      return JsonParser.parseString(body) instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonParseException notJson) {
      return new JsonObject();
    }
  }

  /** A list in the body; an empty one when it is not there. */
  public JsonArray list(String name) {
    return object().get(name) instanceof JsonArray array ? array : new JsonArray();
  }

  /** A text in the body; an empty one when it is not there. */
  public String text(String name) {
    JsonElement value = object().get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
