package io.ringdown.registration;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.LateRinging;
import io.ringdown.rest.Bodies;
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
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bindings over HTTP: {@code /v1/accounts/{account_sid}/bindings}. */
@Path("accounts/{account_sid}/bindings")
@ApplicationScoped
public class BindingsResource {
  private static final Set<String> LIST_PARAMETERS =
      Set.of(
          "identity",
          "channel",
          "status",
          "device_id",
          "address",
          "tag",
          "credential",
          "page_size",
          "page_token");
  private static final Set<String> DELETE_PARAMETERS =
      Set.of("identity", "channel", "status", "device_id", "address", "tag", "credential", "all");
  private static final int DELETED_AT_ONCE = 500;

  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject RegistrationReader reader;
  @Inject FilterReader filters;
  @Inject LateRinging late;
  @Inject AuditLog audit;
  @Inject Clock clock;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response register(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var unused = Query.of(uri, Set.of());
    var sid = accountSid(accountSid);
    var scope = Scope.within(sid, security);
    var account = account(sid);
    var registration = reader.read(sid, scope, Bodies.fields(headers, body));
    var registered = register(registration, account.policy());
    late.registered(sid, registered.binding().identity());
    var document = TaggedDocument.of(registered.binding());
    var response =
        registered.created()
            ? Response.created(
                URI.create("/v1/accounts/" + sid + "/bindings/" + registered.binding().sid()))
            : Response.ok();
    return document.in(response);
  }

  @GET
  public Response list(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var sid = accountSid(accountSid);
    var scope = Scope.within(sid, security);
    var query = Query.of(uri, LIST_PARAMETERS);
    var filter = filters.read(sid, scope, query);
    var after =
        query.parsed(
            "page_token", token -> Pages.position(token).flatMap(BindingsResource::position));
    var unused = account(sid);
    var found = bindings.list(sid, filter, after, query.pageSize() + 1);
    var page =
        Pages.page(
            "bindings",
            found,
            query.pageSize(),
            paged -> BindingDocument.of(paged.binding()),
            paged -> Long.toString(paged.position()));
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  /** Deletes all that match; everything only when that is said. */
  @DELETE
  public Response deleteAll(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var sid = accountSid(accountSid);
    var scope = Scope.within(sid, security);
    var query = Query.of(uri, DELETE_PARAMETERS);
    var all = query.parsed("all", BindingsResource::truth).orElse(false);
    if (!all && uri.getQueryParameters().keySet().stream().allMatch("all"::equals)) {
      throw ProblemException.badRequest("Give a filter, or all=true to delete every binding.");
    }
    var filter = filters.read(sid, scope, query);
    var unused = account(sid);
    var deleted = 0;
    List<BindingSid> found;
    do {
      found =
          bindings.list(sid, filter, Optional.empty(), DELETED_AT_ONCE).stream()
              .map(paged -> paged.binding().sid())
              .toList();
      deleted += bindings.delete(sid, found, ChangedBy.of(Scope.actor(security)), clock.instant());
    } while (found.size() == DELETED_AT_ONCE);
    if (deleted > 0) {
      audit.record(
          AuditEntry.of(new Change(Scope.actor(security), clock.instant()), "bindings.deleted", sid)
              .withFields(uri.getQueryParameters().keySet())
              .withCounts(Map.of("bindings", (long) deleted)));
    }
    return Response.ok(
            Json.bytes(Json.object().put("deleted", deleted)), MediaType.APPLICATION_JSON)
        .build();
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private Registered register(Registration registration, AccountPolicy policy) {
    try {
      return bindings.register(registration, policy);
    } catch (BindingLimitException e) {
      throw full(policy);
    }
  }

  /** 409: the identity has as many bindings as it may have. */
  static ProblemException full(AccountPolicy policy) {
    return ProblemException.conflict(
        "/identity",
        "The identity has "
            + policy.maxBindingsPerIdentity()
            + " bindings, as many as the account's max_bindings_per_identity allows.");
  }

  private Account account(AccountSid sid) {
    return accounts.find(sid).orElseThrow(() -> ProblemException.notFound("account"));
  }

  static AccountSid accountSid(String text) {
    return AccountSid.parse(text).orElseThrow(() -> ProblemException.notFound("account"));
  }

  static Optional<Long> position(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
