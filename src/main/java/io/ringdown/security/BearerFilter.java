package io.ringdown.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;

/**
 * Lets no management request in whose bearer token is missing or bad.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750: Bearer tokens</a>
 */
@Provider
@ApplicationScoped
public class BearerFilter implements ContainerRequestFilter {
  @Inject CallerVerifier callers;

  @Override
  public void filter(ContainerRequestContext request) {
    var caller =
        BearerToken.of(request.getHeaderString(HttpHeaders.AUTHORIZATION))
            .flatMap(callers::identify)
            .orElseThrow(() -> new NotAuthorizedException("Bearer"));
    request.setSecurityContext(
        new CallerContext(new CallerPrincipal(caller), request.getSecurityContext().isSecure()));
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
