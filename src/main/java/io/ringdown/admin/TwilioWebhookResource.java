package io.ringdown.admin;

import io.ringdown.account.Account;
import io.ringdown.account.AccountStore;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.Change;
import io.ringdown.account.twilio.TwilioConfigurator;
import io.ringdown.account.twilio.TwilioSide;
import io.ringdown.account.twilio.TwilioTroubleException;
import io.ringdown.call.AccountSid;
import io.ringdown.config.RingdownSettings;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Json;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Twilio's side of an account over HTTP: {@code /v1/accounts/{account_sid}/twilio/webhook}. For
 * admins. Nothing of it is kept here: each request asks Twilio, and waits for it outside any
 * transaction.
 */
@Path("accounts/{account_sid}/twilio/webhook")
@ApplicationScoped
public class TwilioWebhookResource {
  private static final String WEBHOOK = "/calls/notificationWebhook";
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Inject AccountStore accounts;
  @Inject TwilioConfigurator twilio;
  @Inject RingdownSettings settings;
  @Inject AuditLog audit;
  @Inject Clock clock;

  @GET
  public Response read(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var account = account(accountSid, security, uri);
    try {
      return answer(twilio.read(account));
    } catch (TwilioTroubleException e) {
      throw problem(e);
    }
  }

  /** Idempotent; takes no body, as there is nothing to be said. */
  @PUT
  public Response connect(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    var account = account(accountSid, security, uri);
    Bodies.requireNone(headers, body);
    var url =
        webhookUrl()
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.of(
                            409,
                            "ringdown.public-url is not set, so Twilio cannot be told where to"
                                + " call.")));
    try {
      var side = twilio.connect(account, url);
      writeDown("twilio_webhook.set", account, security);
      return answer(side);
    } catch (TwilioTroubleException e) {
      throw problem(e);
    }
  }

  @DELETE
  public Response disconnect(
      @PathParam("account_sid") String accountSid,
      @Context SecurityContext security,
      @Context UriInfo uri) {
    var account = account(accountSid, security, uri);
    try {
      twilio.disconnect(account);
      writeDown("twilio_webhook.removed", account, security);
      return Response.noContent().build();
    } catch (TwilioTroubleException e) {
      throw problem(e);
    }
  }

  private void writeDown(String action, Account account, SecurityContext security) {
    var change = new Change(Scope.actor(security), clock.instant());
    audit.record(AuditEntry.of(change, action, account.sid()));
  }

  private Account account(String accountSid, SecurityContext security, UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    return AccountSid.parse(accountSid)
        .flatMap(accounts::find)
        .orElseThrow(() -> ProblemException.notFound("account"));
  }

  private Optional<String> webhookUrl() {
    return Optional.ofNullable(settings.webhook().publicUrl()).map(url -> url + WEBHOOK);
  }

  private Response answer(TwilioSide side) {
    var document =
        Json.object()
            .put("configured", side.configured())
            .put("url", side.url().orElse(null))
            .put("default", side.isDefault());
    var drift = document.putArray("drift");
    side.drift(webhookUrl())
        .forEach(one -> drift.addObject().put("code", one.code()).put("detail", one.detail()));
    return Response.ok(Json.bytes(document), MediaType.APPLICATION_JSON).build();
  }

  private static ProblemException problem(TwilioTroubleException trouble) {
    var problem =
        Problem.of(
            trouble.kind() == TwilioTroubleException.Kind.SILENT ? 504 : 502,
            String.valueOf(trouble.getMessage()));
    var pause =
        trouble.kind() == TwilioTroubleException.Kind.REFUSED
            ? trouble.retryAfter()
            : Optional.of(PAUSE);
    return new ProblemException(
        problem,
        pause
            .map(wait -> Map.of("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))))
            .orElse(Map.of()));
  }
}
