package io.ringdown.admin;

import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Json;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.Set;

/**
 * The audit of one account over HTTP: {@code /v1/accounts/{account_sid}/audit}. That of an account
 * that was deleted stays.
 */
@Path("accounts/{account_sid}/audit")
@ApplicationScoped
public class AccountAuditResource {
  private static final Set<String> PARAMETERS =
      Set.of("actor", "after", "before", "page_size", "page_token");

  @Inject AccountStore accounts;
  @Inject AuditLog audit;

  @GET
  public Response list(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var query = Query.of(uri, PARAMETERS);
    var account =
        AccountSid.parse(accountSid).orElseThrow(() -> ProblemException.notFound("account"));
    if (accounts.find(account).isEmpty() && isUnheardOf(account)) {
      throw ProblemException.notFound("account");
    }
    var page = AuditPages.page(audit, Optional.of(account), query);
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  private boolean isUnheardOf(AccountSid account) {
    var anything =
        new AuditFilter(Optional.of(account), Optional.empty(), Optional.empty(), Optional.empty());
    return audit.list(anything, Optional.empty(), 1).isEmpty();
  }
}
