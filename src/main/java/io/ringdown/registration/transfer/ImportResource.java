package io.ringdown.registration.transfer;

import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.BulkStore;
import io.ringdown.call.AccountSid;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.rest.Json;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.ProblemMapper;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/**
 * Imports over HTTP: {@code POST /v1/accounts/{account_sid}/bindings/import}, a binding a line, of
 * any length. Nobody's phone rings for it: it is no word from any device.
 */
@Path("accounts/{account_sid}/bindings/import")
@ApplicationScoped
public class ImportResource {
  private static final System.Logger LOG = System.getLogger(ImportResource.class.getName());

  /** As many as a batch has: nobody who may ask five times a second fills the database at once. */
  private static final long MOST_LINES_OF_AN_APP = 1_000;

  private static final String CUT =
      "The body was cut or is not what Content-Encoding says. The lines before that are imported.";
  private static final String BROKEN =
      "The import broke off. What is counted here is imported; send it again to go on.";

  @Inject AccountStore accounts;
  @Inject BulkStore bindings;
  @Inject RegistrationReader registrations;
  @Inject ImportSlots slots;
  @Inject AuditLog audit;
  @Inject Clock clock;

  @POST
  @Consumes(Ndjson.MEDIA_TYPE)
  public Response bring(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body) {
    var unused = Query.of(uri, Set.of());
    var sid = AccountSid.parse(accountSid).orElseThrow(() -> ProblemException.notFound("account"));
    var scope = Scope.within(sid, security);
    var account = accounts.find(sid).orElseThrow(() -> ProblemException.notFound("account"));
    if (headers.getMediaType() == null) {
      throw new ProblemException(
          Problem.of(415, "The request must say Content-Type: " + Ndjson.MEDIA_TYPE + "."));
    }
    slots.take();
    try {
      var reader = new KeptReader(sid, scope, registrations);
      var running =
          new RunningImport(
              reader,
              bindings,
              account.policy(),
              scope.identity().isPresent() ? MOST_LINES_OF_AN_APP : Long.MAX_VALUE);
      var response = response(running, headers, body);
      LOG.log(
          Level.INFO,
          "RD-8020 import into {0}: {1} created, {2} updated, {3} rejected, status {4}",
          sid,
          running.created(),
          running.updated(),
          running.rejected(),
          response.getStatus());
      if (running.created() + running.updated() > 0) {
        audit.record(
            AuditEntry.of(
                    new Change(Scope.actor(security), clock.instant()), "bindings.imported", sid)
                .withCounts(Map.of("created", running.created(), "updated", running.updated())));
      }
      return response;
    } finally {
      slots.giveBack();
    }
  }

  private static Response response(RunningImport running, HttpHeaders headers, InputStream body) {
    try {
      running.run(
          new LineStream(
              Ndjson.decoded(body, headers.getHeaderString(HttpHeaders.CONTENT_ENCODING))));
      return Response.ok(Json.bytes(running.addTo(Json.object())), MediaType.APPLICATION_JSON)
          .build();
    } catch (IOException e) {
      return broken(Response.status(Response.Status.BAD_REQUEST), Problem.of(400, CUT), running);
    } catch (ProblemException e) {
      return broken(Response.status(e.problem().status()), e.problem(), running);
    } catch (RuntimeException e) {
      var theirs = new ProblemMapper().toResponse(e);
      return broken(Response.fromResponse(theirs), Problem.of(theirs.getStatus(), BROKEN), running);
    }
  }

  /** The problem, and what was imported nevertheless. */
  private static Response broken(
      Response.ResponseBuilder response, Problem problem, RunningImport running) {
    return response
        .type(Problem.MEDIA_TYPE)
        .entity(Json.bytes(running.addTo(problem.node())))
        .build();
  }
}
