package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.AccountStore;
import io.ringdown.account.CredentialFailure;
import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialStore.NameTakenException;
import io.ringdown.account.PushCredential;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.ProviderAnswer;
import io.ringdown.delivery.PushProvider;
import io.ringdown.delivery.event.Event;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Conditions;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pages;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Push credentials over HTTP: {@code /v1/accounts/{account_sid}/credentials}. */
@Path("accounts/{account_sid}/credentials")
@ApplicationScoped
public class CredentialsResource {
  private static final int TRIES = 8;

  @Inject AccountStore accounts;
  @Inject CredentialStore credentials;
  @Inject CredentialFailureStore failures;
  @Inject CredentialReader reader;
  @Inject EventLog events;
  @Inject @Any Instance<PushProvider> providers;
  @Inject Clock clock;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account = account(accountSid);
    var read = reader.read(account, Optional.empty(), Bodies.fields(headers, body));
    var credential = read.credential();
    try {
      credentials.create(credential, new Change(Scope.actor(security), credential.created()));
    } catch (NameTakenException e) {
      throw nameTaken();
    }
    return Response.created(
            URI.create("/v1/accounts/" + account + "/credentials/" + credential.sid()))
        .type(MediaType.APPLICATION_JSON)
        .entity(Json.bytes(CredentialDocument.of(credential, read.made())))
        .tag(CredentialDocument.tag(credential))
        .build();
  }

  @GET
  public Response list(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var query = Query.of(uri, Set.of("page_size", "page_token"));
    var account = account(accountSid);
    var after =
        query.parsed("page_token", token -> Pages.position(token).flatMap(CredentialSid::parse));
    var failing = failures.of(account);
    var page =
        Pages.page(
            "credentials",
            credentials.list(account, after, query.pageSize() + 1),
            query.pageSize(),
            credential -> CredentialDocument.of(credential, failing.get(credential.sid())),
            credential -> credential.sid().value());
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  @GET
  @Path("{sid}")
  public Response get(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String sid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var credential = credential(account(accountSid), sid);
    return ok(credential, failures.of(credential.account()).get(credential.sid()));
  }

  @PUT
  @Path("{sid}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response replace(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String sid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account = account(accountSid);
    var json = Bodies.object(headers, body);
    for (var left = TRIES; left > 0; left--) {
      var before = credential(account, sid);
      Conditions.of(headers).require(Optional.of(CredentialDocument.tag(before).getValue()));
      var after = reader.read(account, Optional.of(before), Fields.of(json)).credential();
      var change = new Change(Scope.actor(security), after.updated());
      try {
        var kept = credentials.replace(before, after, change);
        if (kept.isPresent()) {
          events.record(Event.credential(account, kept.get().sid(), "updated"));
          return ok(kept.get(), null);
        }
      } catch (NameTakenException e) {
        throw nameTaken();
      }
    }
    throw Conditions.outrun();
  }

  @DELETE
  @Path("{sid}")
  public Response delete(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String sid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var account = account(accountSid);
    var credential = credential(account, sid);
    Conditions.of(headers).require(Optional.of(CredentialDocument.tag(credential).getValue()));
    var change = new Change(Scope.actor(security), clock.instant());
    if (!credentials.delete(account, credential.sid(), change)) {
      throw ProblemException.notFound("credential");
    }
    return Response.noContent().build();
  }

  /** Asks the provider, without reaching any person, whether it takes the credential. */
  @POST
  @Path("{sid}/verify")
  public CompletionStage<Response> verify(
      @PathParam("account_sid") String accountSid,
      @PathParam("sid") String sid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var credential = credential(account(accountSid), sid);
    return providers.stream()
        .filter(provider -> provider.credentialType().filter(credential.type()::equals).isPresent())
        .findFirst()
        .map(provider -> provider.check(credential))
        .orElseGet(() -> CompletableFuture.completedFuture(ProviderAnswer.OK))
        .thenApply(
            answer ->
                Response.ok(Json.bytes(document(answer)), MediaType.APPLICATION_JSON).build());
  }

  private AccountSid account(String text) {
    return AccountSid.parse(text)
        .filter(sid -> accounts.find(sid).isPresent())
        .orElseThrow(() -> ProblemException.notFound("account"));
  }

  private PushCredential credential(AccountSid account, String text) {
    return CredentialSid.parse(text)
        .flatMap(sid -> credentials.find(account, sid))
        .orElseThrow(() -> ProblemException.notFound("credential"));
  }

  private static ObjectNode document(ProviderAnswer answer) {
    var document = Json.object().put("ok", answer.ok());
    return answer.ok()
        ? document
        : document.put("reason", answer.reason()).put("detail", answer.detail());
  }

  private static Response ok(PushCredential credential, @Nullable CredentialFailure failure) {
    return Response.ok(
            Json.bytes(CredentialDocument.of(credential, failure)), MediaType.APPLICATION_JSON)
        .tag(CredentialDocument.tag(credential))
        .build();
  }

  private static ProblemException nameTaken() {
    return ProblemException.conflict(
        "/friendly_name", "Another credential of the account has this name.");
  }
}
