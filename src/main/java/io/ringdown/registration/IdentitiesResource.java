package io.ringdown.registration;

import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.Change;
import io.ringdown.binding.BindingFilter;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BindingStore.PagedBinding;
import io.ringdown.binding.PeopleStore;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.rest.Json;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** People over HTTP: {@code /v1/accounts/{account_sid}/identities/{identity}}. For admins. */
@Path("accounts/{account_sid}/identities/{identity}")
@ApplicationScoped
public class IdentitiesResource {
  private static final int PAGE = 500;

  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject PeopleStore people;
  @Inject Clock clock;

  /** Answers before one dials. */
  @GET
  @Path("reachability")
  public Response reachability(
      @PathParam("account_sid") String accountSid,
      @PathParam("identity") String identity,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account = account(accountSid);
    var filter =
        new BindingFilter(
            Optional.of(identity(identity)), Optional.empty(), Optional.of(BindingStatus.ACTIVE));
    var reachability = new Reachability(clock.instant());
    Optional<Long> after = Optional.empty();
    List<PagedBinding> page;
    do {
      page = bindings.list(account, filter, after, PAGE);
      for (var paged : page) {
        reachability.add(paged.binding());
        after = Optional.of(paged.position());
      }
    } while (page.size() == PAGE);
    return Response.ok(Json.bytes(reachability.document()), MediaType.APPLICATION_JSON).build();
  }

  /** Forgets the person. */
  @DELETE
  public Response forget(
      @PathParam("account_sid") String accountSid,
      @PathParam("identity") String identity,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    people.forget(
        account(accountSid),
        identity(identity),
        new Change(Scope.actor(security), clock.instant()));
    return Response.noContent().build();
  }

  private AccountSid account(String text) {
    return AccountSid.parse(text)
        .filter(sid -> accounts.find(sid).isPresent())
        .orElseThrow(() -> ProblemException.notFound("account"));
  }

  private static Identity identity(String text) {
    return Identity.parse(text).orElseThrow(() -> ProblemException.notFound("identity"));
  }
}
