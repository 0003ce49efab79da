package io.ringdown.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever ended a request into a problem document: ours as they are, the container's by
 * their status, a database that is away into 503, everything else into 500 with nothing of its
 * cause.
 */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Override
  public Response toResponse(Throwable thrown) {
    if (thrown instanceof ProblemException ours) {
      return response(ours.problem(), ours.headers());
    }
    if (thrown instanceof WebApplicationException theirs) {
      return translated(theirs.getResponse());
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProblemException ours) {
        return response(ours.problem(), ours.headers());
      }
      if (isAway(cause)) {
        return unavailable("The database cannot be reached now.");
      }
    }
    LOG.log(Level.ERROR, "RD-5001 a request failed: {0}", Traces.of(thrown));
    return response(Problem.of(500), Map.of());
  }

  /** 503, to be tried again in a second. */
  public static Response unavailable(String detail) {
    return response(Problem.of(503, detail), Map.of("Retry-After", "1"));
  }

  private static Response translated(Response theirs) {
    var response = Response.fromResponse(theirs).entity(Problem.of(theirs.getStatus()).json());
    return response.type(Problem.MEDIA_TYPE).build();
  }

  private static Response response(Problem problem, Map<String, String> headers) {
    var response =
        Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.json());
    headers.forEach(response::header);
    return response.build();
  }

  private static boolean isAway(@Nullable Throwable cause) {
    if (cause instanceof SQLTransientException) {
      return true;
    }
    if (cause instanceof SQLException sql && sql.getSQLState() != null) {
      var kind = sql.getSQLState().substring(0, Math.min(2, sql.getSQLState().length()));
      return kind.equals("08") || kind.equals("53") || kind.equals("57");
    }
    return false;
  }
}
