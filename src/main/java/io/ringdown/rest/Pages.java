package io.ringdown.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Lists as the API writes them, a page at a time, each page telling where the next one begins. */
public final class Pages {
  private Pages() {}

  /**
   * One page.
   *
   * @param plural the list's name
   * @param found what the store gave when asked for one more than the page has
   * @param write an item as JSON
   * @param position what the next page begins after
   */
  public static <T> ObjectNode page(
      String plural,
      List<T> found,
      int pageSize,
      Function<T, ObjectNode> write,
      Function<T, String> position) {
    var page = Json.object();
    var items = page.putArray(plural);
    var shown = found.subList(0, Math.min(pageSize, found.size()));
    shown.forEach(item -> items.add(write.apply(item)));
    var meta = page.putObject("meta").put("page_size", pageSize);
    if (found.size() > pageSize) {
      meta.put("next_page_token", token(position.apply(shown.get(pageSize - 1))));
    } else {
      meta.putNull("next_page_token");
    }
    return page;
  }

  /** The position in a token that we gave, or nothing when we did not give it. */
  public static Optional<String> position(String token) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String token(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }
}
