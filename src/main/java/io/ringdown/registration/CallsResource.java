package io.ringdown.registration;

import io.ringdown.account.AccountStore;
import io.ringdown.binding.BindingSid;
import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;
import io.ringdown.call.CallerId;
import io.ringdown.call.Identity;
import io.ringdown.call.MessageId;
import io.ringdown.delivery.CallFilter;
import io.ringdown.delivery.CallRecord;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.CallStatus;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pages;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Calls over HTTP: {@code /v1/accounts/{account_sid}/calls}. */
@Path("accounts/{account_sid}/calls")
@ApplicationScoped
public class CallsResource {
  private static final Set<String> LIST_PARAMETERS =
      Set.of(
          "identity", "call_sid", "from", "status", "after", "before", "page_size", "page_token");

  @Inject AccountStore accounts;
  @Inject CallRecords calls;
  @Inject Clock clock;

  @GET
  public Response list(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var account = account(accountSid);
    var scope = Scope.within(account, security);
    var query = Query.of(uri, LIST_PARAMETERS);
    var filter =
        new CallFilter(
            scope.narrow(query.parsed("identity", Identity::parse)),
            query.parsed("call_sid", CallSid::parse),
            query.parsed("from", CallerId::parse),
            query.parsed("status", CallsResource::status),
            query.parsed("after", CallsResource::time),
            query.parsed("before", CallsResource::time));
    var after =
        query.parsed("page_token", token -> Pages.position(token).flatMap(CallPositions::parse));
    if (accounts.find(account).isEmpty()) {
      throw ProblemException.notFound("account");
    }
    var page =
        Pages.page(
            "calls",
            calls.list(account, filter, after, query.pageSize() + 1),
            query.pageSize(),
            paged -> CallDocument.of(paged.call()),
            paged -> CallPositions.text(paged.position()));
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  @GET
  @Path("{message_id}")
  public Response get(
      @PathParam("account_sid") String accountSid,
      @PathParam("message_id") String messageId,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var unused = Query.of(uri, Set.of());
    var call = call(accountSid, messageId, security);
    return Response.ok(Json.bytes(CallDocument.of(call)), MediaType.APPLICATION_JSON).build();
  }

  @POST
  @Path("{message_id}/ack")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response acknowledge(
      @PathParam("account_sid") String accountSid,
      @PathParam("message_id") String messageId,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var unused = Query.of(uri, Set.of());
    var call = call(accountSid, messageId, security);
    var fields = Bodies.fields(headers, body);
    var binding = fields.required("binding_sid", fields.parsed("binding_sid", 64, BindingSid::new));
    fields.finish();
    if (binding == null
        || calls
            .acknowledge(call.account(), call.messageId(), binding, clock.instant())
            .isEmpty()) {
      throw ProblemException.notFound("delivery");
    }
    return Response.noContent().build();
  }

  private CallRecord call(String accountSid, String messageId, SecurityContext security) {
    var account = account(accountSid);
    var scope = Scope.within(account, security);
    var call =
        MessageId.parse(messageId)
            .flatMap(id -> calls.find(account, id))
            .orElseThrow(() -> ProblemException.notFound("call"));
    scope.require(call.identity());
    return call;
  }

  private static AccountSid account(String text) {
    return AccountSid.parse(text).orElseThrow(() -> ProblemException.notFound("account"));
  }

  private static Optional<CallStatus> status(String word) {
    return Arrays.stream(CallStatus.values())
        .filter(status -> CallDocument.word(status).equals(word))
        .findFirst();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
