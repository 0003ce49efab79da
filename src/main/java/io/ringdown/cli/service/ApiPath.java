package io.ringdown.cli.service;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path of the API with its query, put together safely from what was typed. Immutable. */
public final class ApiPath {
  private final String text;

  private ApiPath(String text) {
    this.text = text;
  }

  /** {@code /v1} and these segments. */
  public static ApiPath of(String... segments) {
    return new ApiPath("/v1").then(segments);
  }

  /** With further segments. */
  public ApiPath then(String... segments) {
    StringBuilder path = new StringBuilder(text);
    for (String segment : segments) {
      path.append('/').append(encoded(segment));
    }
    return new ApiPath(path.toString());
  }

  /** With a query parameter, if it has a value. */
  public ApiPath with(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    String separator = hasQuery() ? "&" : "?";
    return new ApiPath(text + separator + name + "=" + encoded(value.toString()));
  }

  /** Whether there is a query parameter. */
  public boolean hasQuery() {
    return text.indexOf('?') >= 0;
  }

  private static String encoded(String part) {
    String encoded = URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    // these would be resolved away
    return encoded.equals(".") || encoded.equals("..") ? encoded.replace(".", "%2E") : encoded;
  }

  @Override
  public String toString() {
    return text;
  }
}
