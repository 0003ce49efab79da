package io.ringdown.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The query of a request, in which a typo does not pass in silence. Not thread-safe. */
public final class Query {
  /** What a page has when nothing is said. */
  public static final int DEFAULT_PAGE_SIZE = 50;

  /** The most a page may have. */
  public static final int MAX_PAGE_SIZE = 1000;

  private final MultivaluedMap<String, String> parameters;

  private Query(MultivaluedMap<String, String> parameters) {
    this.parameters = parameters;
  }

  /**
   * The request's query.
   *
   * @throws ProblemException 400 when it has a parameter that is not among {@code known}, or one
   *     twice
   */
  public static Query of(UriInfo uri, Set<String> known) {
    MultivaluedMap<String, String> parameters;
    try {
      parameters = uri.getQueryParameters();
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest("The query is not well-formed.");
    }
    for (var entry : parameters.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw ProblemException.badRequest(
            "Unknown query parameter: " + printable(entry.getKey()) + ".");
      }
      if (entry.getValue().size() > 1) {
        throw ProblemException.badRequest(
            "The query parameter " + entry.getKey() + " is there more than once.");
      }
    }
    return new Query(parameters);
  }

  /** The parameter's text, if it is there. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(parameters.getFirst(name));
  }

  /**
   * The parameter made into something, if it is there.
   *
   * @throws ProblemException 400 when the parser refuses it
   */
  public <T> Optional<T> parsed(String name, Function<String, Optional<T>> parser) {
    return text(name)
        .map(
            text ->
                parser
                    .apply(text)
                    .orElseThrow(
                        () ->
                            ProblemException.badRequest(
                                "The query parameter " + name + " is not valid.")));
  }

  /** The page size asked for. */
  public int pageSize() {
    return parsed(
            "page_size",
            text ->
                text.matches("[0-9]{1,4}")
                    ? Optional.of(Integer.parseInt(text)).filter(n -> n >= 1 && n <= MAX_PAGE_SIZE)
                    : Optional.empty())
        .orElse(DEFAULT_PAGE_SIZE);
  }

  private static String printable(String name) {
    var cut = name.length() > 64 ? name.substring(0, 64) + "…" : name;
    return cut.replaceAll("\\p{C}", "?");
  }
}
