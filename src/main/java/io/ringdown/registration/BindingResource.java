package io.ringdown.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingHistory;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BindingTakenException;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Registered;
import io.ringdown.binding.Registration;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import io.ringdown.delivery.LateRinging;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Conditions;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.MergePatch;
import io.ringdown.rest.Pages;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.rest.VersionTag;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** One binding over HTTP: {@code /v1/accounts/{account_sid}/bindings/{sid}}. */
@Path("accounts/{account_sid}/bindings/{sid: BS[^/]*}")
@ApplicationScoped
public class BindingResource {
  private static final Set<String> PAGE_PARAMETERS = Set.of("page_size", "page_token");
  private static final List<String> PATCHES =
      List.of(MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON);
  private static final String ACCEPT_PATCH = String.join(", ", PATCHES);

  /** How often a change is tried anew that met another one and does not mind it. */
  private static final int TRIES = 10;

  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject BindingHistory histories;
  @Inject RegistrationReader reader;
  @Inject LateRinging late;
  @Inject Prober prober;
  @Inject Clock clock;

  @GET
  public Response get(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    var unused = Query.of(uri, Set.of());
    var document = TaggedDocument.of(binding(accountSid, bindingSid, security));
    return Conditions.of(headers).isKnown(document.tag())
        ? Response.notModified().header(VersionTag.HEADER, document.tag().toString()).build()
        : document.in(Response.ok());
  }

  /** Replaces the whole binding; with another address its token has changed. */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  public Response replace(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var unused = Query.of(uri, Set.of());
    var asked = Bodies.object(headers, body);
    return untilItFits(
        Conditions.of(headers),
        () -> binding(accountSid, bindingSid, security),
        binding -> change(binding, security, BindingMembers.replacing(binding, asked.deepCopy())));
  }

  /** Changes some members of the binding. */
  @PATCH
  public Response patch(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var unused = Query.of(uri, Set.of());
    var patch = patch(headers, body);
    return untilItFits(
        Conditions.of(headers),
        () -> binding(accountSid, bindingSid, security),
        binding -> change(binding, security, BindingMembers.patching(binding, patch.deepCopy())));
  }

  @DELETE
  public Response delete(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    var unused = Query.of(uri, Set.of());
    return untilItFits(
        Conditions.of(headers),
        () -> binding(accountSid, bindingSid, security),
        binding -> delete(binding, security));
  }

  /** What happened to the binding, also for a while after it is gone. */
  @GET
  @Path("history")
  public Response history(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var account = BindingsResource.accountSid(accountSid);
    var scope = Scope.within(account, security);
    var query = Query.of(uri, PAGE_PARAMETERS);
    var after =
        query.parsed(
            "page_token", token -> Pages.position(token).flatMap(BindingsResource::position));
    var sid = BindingSid.parse(bindingSid).orElseThrow(() -> ProblemException.notFound("binding"));
    scope.require(owner(account, sid));
    var page =
        Pages.page(
            "history",
            histories.list(account, sid, after, query.pageSize() + 1),
            query.pageSize(),
            paged -> ChangeDocument.of(paged.change()),
            paged -> Long.toString(paged.position()));
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  /** Whose the binding is, or was at its end. */
  private Identity owner(AccountSid account, BindingSid sid) {
    return bindings
        .find(account, sid)
        .map(Binding::identity)
        .or(
            () ->
                histories.list(account, sid, Optional.empty(), 1).stream()
                    .findFirst()
                    .map(newest -> newest.change().identity()))
        .orElseThrow(() -> ProblemException.notFound("binding"));
  }

  /** Asks the provider whether the address is alive, without ringing it. */
  @POST
  @Path("probe")
  public CompletionStage<Response> probe(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String bindingSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var unused = Query.of(uri, Set.of());
    var binding = binding(accountSid, bindingSid, security);
    return prober
        .probe(binding)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.of(
                        501,
                        "The channel "
                            + binding.target().channel()
                            + " has no way to ask without ringing.")))
        .thenApply(
            outcome ->
                Response.ok(Json.bytes(ProbeDocument.of(outcome)), MediaType.APPLICATION_JSON)
                    .build());
  }

  /** The change that the request asks for; nothing when another one came between. */
  private Optional<Response> change(Binding binding, SecurityContext security, Fields fields) {
    if (!reader.takes(binding.target().channel())) {
      throw ProblemException.conflict(
          "/channel", "The binding is a connection, which alone makes and ends it.");
    }
    var registration = reader.read(binding, Scope.within(binding.account(), security), fields);
    var policy =
        accounts
            .find(binding.account())
            .map(Account::policy)
            .orElseThrow(() -> ProblemException.notFound("account"));
    var changed = change(binding, registration, policy);
    changed
        .filter(now -> now.status() == BindingStatus.ACTIVE)
        .ifPresent(now -> late.registered(now.account(), now.identity()));
    return changed.map(now -> TaggedDocument.of(now).in(Response.ok()));
  }

  private Optional<Binding> change(
      Binding binding, Registration registration, AccountPolicy policy) {
    try {
      return bindings
          .change(binding.sid(), binding.version(), registration, policy)
          .map(Registered::binding);
    } catch (BindingLimitException e) {
      throw BindingsResource.full(policy);
    } catch (BindingTakenException e) {
      throw ProblemException.conflict(
          "/" + e.field(), "Another binding of the account has this " + e.field() + ".");
    }
  }

  private Optional<Response> delete(Binding binding, SecurityContext security) {
    var by = ChangedBy.of(Scope.actor(security));
    return bindings.delete(binding.account(), binding.sid(), binding.version(), by, clock.instant())
        ? Optional.of(Response.noContent().build())
        : Optional.empty();
  }

  /** Reads, checks and changes, anew when another change came between and none was expected. */
  private static Response untilItFits(
      Conditions conditions, Supplier<Binding> read, Function<Binding, Optional<Response>> change) {
    for (int i = 0; i < TRIES; i++) {
      var binding = read.get();
      conditions.require(TaggedDocument.of(binding).tag());
      var response = change.apply(binding);
      if (response.isPresent()) {
        return response.get();
      }
      if (conditions.namesVersions()) {
        throw Conditions.failed();
      }
    }
    throw Conditions.outrun();
  }

  private static ObjectNode patch(HttpHeaders headers, InputStream body) throws IOException {
    var type = headers.getMediaType();
    if (type == null
        || !PATCHES.contains((type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT))) {
      throw new ProblemException(
          Problem.of(415, "A patch must be of Content-Type " + ACCEPT_PATCH + "."),
          Map.of("Accept-Patch", ACCEPT_PATCH));
    }
    return Bodies.object(headers, body);
  }

  private Binding binding(String accountSid, String bindingSid, SecurityContext security) {
    var account = BindingsResource.accountSid(accountSid);
    var scope = Scope.within(account, security);
    var binding =
        BindingSid.parse(bindingSid)
            .flatMap(sid -> bindings.find(account, sid))
            .orElseThrow(() -> ProblemException.notFound("binding"));
    scope.require(binding.identity());
    return binding;
  }
}
