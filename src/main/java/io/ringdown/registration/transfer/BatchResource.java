package io.ringdown.registration.transfer;

import io.ringdown.account.AccountStore;
import io.ringdown.binding.BulkStore;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.LateRinging;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Json;
import io.ringdown.rest.ProblemException;
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
import java.time.Clock;
import java.util.Set;

/** Many changes at once over HTTP: {@code POST /v1/accounts/{account_sid}/bindings/batch}. */
@Path("accounts/{account_sid}/bindings/batch")
@ApplicationScoped
public class BatchResource {
  @Inject AccountStore accounts;
  @Inject BulkStore bindings;
  @Inject RegistrationReader registrations;
  @Inject LateRinging late;
  @Inject Clock clock;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response change(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var unused = Query.of(uri, Set.of());
    var sid = AccountSid.parse(accountSid).orElseThrow(() -> ProblemException.notFound("account"));
    var scope = Scope.within(sid, security);
    var account = accounts.find(sid).orElseThrow(() -> ProblemException.notFound("account"));
    var batch =
        Batch.read(
            Bodies.object(headers, body), sid, scope, registrations.remembering(), clock.instant());
    if (batch.isWorthTrying()) {
      var changes = batch.changes();
      batch.take(
          bindings.change(sid, changes, account.policy(), batch.isAtomic()), account.policy());
      batch.ringable().forEach(identity -> late.registered(sid, identity));
    }
    return Response.ok(Json.bytes(batch.document()), MediaType.APPLICATION_JSON).build();
  }
}
