package io.ringdown.rest;

import io.ringdown.rest.Problem.FieldError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends a request with a problem document. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Map<String, String> headers;

  public ProblemException(Problem problem) {
    this(problem, Map.of());
  }

  /**
   * @param headers what the answer carries beside the document
   */
  public ProblemException(Problem problem, Map<String, String> headers) {
    super(problem.title());
    this.problem = problem;
    this.headers = new LinkedHashMap<>(headers);
  }

  /** 400: the request cannot be understood. */
  public static ProblemException badRequest(String detail) {
    return new ProblemException(Problem.of(400, detail));
  }

  /** 403: the caller may not do this. */
  public static ProblemException forbidden(String detail) {
    return new ProblemException(Problem.of(403, detail));
  }

  /** 404: there is no such thing. */
  public static ProblemException notFound(String what) {
    return new ProblemException(Problem.of(404, "There is no such " + what + "."));
  }

  /** 409: it contradicts what is there. */
  public static ProblemException conflict(String pointer, String detail) {
    return new ProblemException(Problem.of(409, detail, List.of(new FieldError(pointer, detail))));
  }

  /** 422: the members are understood, and wrong. */
  public static ProblemException invalid(List<FieldError> errors) {
    var first = errors.get(0);
    return new ProblemException(Problem.of(422, first.pointer() + " " + first.detail(), errors));
  }

  /** 422 about one member. */
  public static ProblemException invalid(String pointer, String detail) {
    return invalid(List.of(new FieldError(pointer, detail)));
  }

  public Problem problem() {
    return problem;
  }

  /** What the answer carries beside the document. */
  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }
}
