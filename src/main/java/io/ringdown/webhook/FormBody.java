package io.ringdown.webhook;

import io.ringdown.rest.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a form-encoded body, decoded, all values in order.
 *
 * @see <a href="https://url.spec.whatwg.org/#application/x-www-form-urlencoded">WHATWG URL:
 *     application/x-www-form-urlencoded</a>
 */
record FormBody(Map<String, List<String>> parameters) {
  /**
   * Reads a body.
   *
   * @throws ProblemException 400 when an escape in it is not well-formed
   */
  static FormBody read(byte[] bytes) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (var pair : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = decode(equals < 0 ? pair : pair.substring(0, equals));
        var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return new FormBody(parameters);
  }

  /** The parameter's value, if it is there exactly once. */
  Optional<String> only(String name) {
    var values = parameters.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("The body is not form-encoded.");
    }
  }
}
