package io.ringdown.admin;

import io.ringdown.account.Account;
import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Conditions;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pages;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Accounts over HTTP: {@code /v1/accounts}. */
@Path("accounts")
@ApplicationScoped
public class AccountsResource {
  private static final int TRIES = 8;

  @Inject AccountStore accounts;
  @Inject Clock clock;

  @GET
  public Response list(@Context SecurityContext security, @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var query = Query.of(uri, Set.of("page_size", "page_token"));
    var after =
        query.parsed("page_token", token -> Pages.position(token).flatMap(AccountSid::parse));
    var page =
        Pages.page(
            "accounts",
            Scope.onlyAccount(security)
                .map(only -> accounts.find(only).filter(account -> after.isEmpty()))
                .map(only -> only.stream().toList())
                .orElseGet(() -> accounts.list(after, query.pageSize() + 1)),
            query.pageSize(),
            AccountDocument::of,
            account -> account.sid().value());
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  @GET
  @Path("{account_sid}")
  public Response get(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account =
        AccountSid.parse(accountSid)
            .flatMap(accounts::find)
            .orElseThrow(() -> ProblemException.notFound("account"));
    return answer(200, account);
  }

  @PUT
  @Path("{account_sid}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var json = Bodies.object(headers, body);
    var sid =
        AccountSid.parse(accountSid)
            .orElseThrow(() -> ProblemException.invalid("/sid", "must be AC and 32 hex digits"));
    for (var left = TRIES; left > 0; left--) {
      var before = accounts.find(sid);
      Conditions.of(headers).require(before.map(AccountDocument::tag).map(EntityTag::getValue));
      var account = AccountReader.read(sid, before, Fields.of(json), clock.instant());
      var change = new Change(Scope.actor(security), account.updated());
      var kept =
          before.isEmpty()
              ? accounts.create(account, change)
              : accounts.replace(before.get(), account, change);
      if (kept) {
        return answer(before.isEmpty() ? 201 : 200, account);
      }
    }
    throw Conditions.outrun();
  }

  private static Response answer(int status, Account account) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON)
        .entity(Json.bytes(AccountDocument.of(account)))
        .tag(AccountDocument.tag(account))
        .build();
  }

  @DELETE
  @Path("{account_sid}")
  public Response delete(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account =
        AccountSid.parse(accountSid)
            .flatMap(accounts::find)
            .orElseThrow(() -> ProblemException.notFound("account"));
    Conditions.of(headers).require(Optional.of(AccountDocument.tag(account).getValue()));
    if (!accounts.delete(account.sid(), new Change(Scope.actor(security), clock.instant()))) {
      throw ProblemException.notFound("account");
    }
    return Response.noContent().build();
  }
}
