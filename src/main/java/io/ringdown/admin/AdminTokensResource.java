package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.AccountStore;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Fields;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pages;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.rest.Query;
import io.ringdown.security.AdminTokens;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Admin tokens over HTTP: {@code /v1/admin-tokens}. For admins of all accounts. */
@Path("admin-tokens")
@ApplicationScoped
public class AdminTokensResource {
  private static final int LONGEST_NAME = 64;

  @Inject AdminTokens tokens;
  @Inject AccountStore accounts;
  @Inject Clock clock;

  @GET
  public Response list(@Context SecurityContext security, @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var query = Query.of(uri, Set.of("page_size", "page_token"));
    var after =
        query.parsed("page_token", token -> Pages.position(token).flatMap(AdminTokenSid::parse));
    var page =
        Pages.page(
            "admin_tokens",
            tokens.list(after, query.pageSize() + 1),
            query.pageSize(),
            this::document,
            token -> token.sid().value());
    return Response.ok(Json.bytes(page), MediaType.APPLICATION_JSON).build();
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(
      @Context SecurityContext security,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      InputStream body)
      throws IOException {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var fields = Bodies.fields(headers, body);
    var name = fields.required("name", fields.text("name", LONGEST_NAME));
    var scope = new AdminScope(account(fields), fields.bool("read_only").orElse(false));
    var expires = fields.time("expires_at");
    if (expires.isPresent() && !expires.get().isAfter(clock.instant())) {
      fields.wrong("expires_at", "must be in the future");
    }
    fields.finish();
    var made =
        tokens.make(String.valueOf(name), scope, expires.orElse(null), Scope.actor(security));
    return Response.created(URI.create("/v1/admin-tokens/" + made.kept().sid()))
        .type(MediaType.APPLICATION_JSON)
        .entity(Json.bytes(document(made.kept()).put("token", made.token().reveal())))
        .build();
  }

  @GET
  @Path("{sid}")
  public Response get(
      @PathParam("sid") String sid, @Context SecurityContext security, @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var token = AdminTokenSid.parse(sid).flatMap(tokens::find).orElseThrow(this::notFound);
    return Response.ok(Json.bytes(document(token)), MediaType.APPLICATION_JSON).build();
  }

  @DELETE
  @Path("{sid}")
  public Response revoke(
      @PathParam("sid") String sid, @Context SecurityContext security, @Context UriInfo uri) {
    Scope.requireAdmin(security);
    var unused = Query.of(uri, Set.of());
    var token = AdminTokenSid.parse(sid).orElseThrow(this::notFound);
    return switch (tokens.revoke(token, Scope.actor(security))) {
      case REVOKED -> Response.noContent().build();
      case UNKNOWN -> throw notFound();
      case LAST ->
          throw new ProblemException(
              Problem.of(
                  409,
                  "This is the last token that reaches everything and does not expire. Make another"
                      + " one first, or set ringdown.admin.token."));
    };
  }

  private Optional<AccountSid> account(Fields fields) {
    var sid = fields.parsed("account_sid", 64, AccountSid::new);
    if (sid.isPresent() && accounts.find(sid.get()).isEmpty()) {
      fields.wrong("account_sid", "is no account here");
    }
    return sid;
  }

  private ObjectNode document(AdminToken token) {
    var expires = token.expires();
    var used = token.used();
    return Json.object()
        .put("sid", token.sid().value())
        .put("name", token.name())
        .put("account_sid", token.scope().account().map(AccountSid::value).orElse(null))
        .put("read_only", token.scope().readOnly())
        .put("status", tokens.state(token).name().toLowerCase(Locale.ROOT))
        .put("expires_at", expires == null ? null : Json.time(expires))
        .put("last_used_at", used == null ? null : Json.time(used))
        .put("date_created", Json.time(token.created()));
  }

  private ProblemException notFound() {
    return ProblemException.notFound("admin token");
  }
}
