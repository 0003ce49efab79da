package io.ringdown.rest;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import java.util.Optional;

/**
 * What a request asks of the state that it finds: {@code If-Match} and {@code If-None-Match}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110 §13.1</a>
 */
public final class Preconditions {
  private Preconditions() {}

  /**
   * Lets a request pass that is content with the state.
   *
   * @param tag of what is there; empty when there is nothing
   * @throws ProblemException 412 when it is not
   */
  public static void check(Request request, Optional<EntityTag> tag) {
    var refused =
        tag.isPresent()
            ? request.evaluatePreconditions(tag.get())
            : request.evaluatePreconditions();
    if (refused != null) {
      throw new ProblemException(Problem.of(412, "It is not, or no longer, as the request asks."));
    }
  }

  /**
   * 409: others changed the same again and again, and the request would have lost their changes.
   */
  public static ProblemException outrun() {
    return new ProblemException(
        Problem.of(409, "Others change the same at this moment. Try again."));
  }
}
