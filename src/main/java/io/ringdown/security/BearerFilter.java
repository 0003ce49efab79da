package io.ringdown.security;

import io.ringdown.account.access.AdminScope;
import io.ringdown.call.AccountSid;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets no management request in whose bearer token is missing or bad, nor one that an admin's scope
 * does not permit. The account that a request is about is the path's {@code account_sid}; what has
 * none is for admins of all accounts. Only the list of accounts shows each caller its own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750: Bearer tokens</a>
 */
@Provider
@ApplicationScoped
public class BearerFilter implements ContainerRequestFilter {
  private static final Pattern LIST = Pattern.compile("/?accounts/?");

  @Inject CallerVerifier callers;

  @Override
  public void filter(ContainerRequestContext request) {
    var caller =
        BearerToken.of(request.getHeaderString(HttpHeaders.AUTHORIZATION))
            .flatMap(callers::identify)
            .orElseThrow(() -> new NotAuthorizedException("Bearer"));
    if (caller instanceof Caller.Admin admin && !permits(admin.scope(), request)) {
      throw new ForbiddenException();
    }
    request.setSecurityContext(
        new CallerContext(new CallerPrincipal(caller), request.getSecurityContext().isSecure()));
  }

  private static boolean permits(AdminScope scope, ContainerRequestContext request) {
    var named =
        Optional.ofNullable(request.getUriInfo().getPathParameters().getFirst("account_sid"))
            .flatMap(AccountSid::parse);
    // One server's paths begin with a slash, the other's do not.
    var isList = LIST.matcher(request.getUriInfo().getPath(false)).matches();
    return scope.permits(request.getMethod(), isList ? scope.account() : named);
  }

  private record CallerContext(Principal principal, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
