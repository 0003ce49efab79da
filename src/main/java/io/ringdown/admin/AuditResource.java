package io.ringdown.admin;

import io.ringdown.account.audit.AuditLog;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Json;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;

/** The audit over HTTP: {@code /v1/audit}. For admins of all accounts. */
@Path("audit")
@ApplicationScoped
public class AuditResource {
  private static final Set<String> PARAMETERS =
      Set.of("account_sid", "actor", "after", "before", "page_size", "page_token");

  @Inject AuditLog audit;

  @GET
  public Response list(@Context SecurityContext security, @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var query = Query.of(uri, PARAMETERS);
    var page = AuditPages.page(audit, query.parsed("account_sid", AccountSid::parse), query);
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }
}
