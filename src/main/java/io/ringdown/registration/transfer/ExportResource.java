package io.ringdown.registration.transfer;

import io.ringdown.account.AccountStore;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BulkStore;
import io.ringdown.call.AccountSid;
import io.ringdown.registration.FilterReader;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

/**
 * Exports over HTTP: {@code GET /v1/accounts/{account_sid}/bindings/export}, a binding a line,
 * oldest first. Connections are left out: they cannot be brought anywhere.
 */
@Path("accounts/{account_sid}/bindings/export")
@ApplicationScoped
public class ExportResource {
  @Inject AccountStore accounts;
  @Inject BulkStore bindings;
  @Inject FilterReader filters;
  @Inject RegistrationReader registrations;

  @GET
  public Response export(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    var sid = AccountSid.parse(accountSid).orElseThrow(() -> ProblemException.notFound("account"));
    var scope = Scope.within(sid, security);
    var filter = filters.read(sid, scope, Query.of(uri, FilterReader.PARAMETERS));
    var account = accounts.find(sid).orElseThrow(() -> ProblemException.notFound("account"));
    var gzip = Ndjson.acceptsGzip(headers.getHeaderString(HttpHeaders.ACCEPT_ENCODING));
    var pages = bindings.export(account.sid(), filter);
    // What goes wrong at once is told with its own status.
    var any = pages.hasNext();
    var stream = new ExportStream(pages, this::isTransferable, gzip && any);
    var response =
        Response.ok(stream, Ndjson.MEDIA_TYPE).header(HttpHeaders.VARY, "Accept-Encoding");
    return (gzip && any ? response.encoding(Ndjson.GZIP) : response).build();
  }

  private boolean isTransferable(Binding binding) {
    return registrations.takes(binding.target().channel());
  }
}
