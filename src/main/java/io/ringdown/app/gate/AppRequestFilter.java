package io.ringdown.app.gate;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.Caller;
import io.ringdown.security.CallerPrincipal;
import io.ringdown.security.ClientAddress;
import io.ringdown.security.limit.Door;
import io.ringdown.security.limit.DoorLimits;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Keeps an app that runs wild from filling the database: what apps change is limited for each
 * person and for each address, with 429. Admins are not. Comes behind the filter that tells who is
 * calling. Thread-safe.
 */
@Provider
@Priority(Priorities.USER + 1)
@ApplicationScoped
public class AppRequestFilter implements ContainerRequestFilter {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  @Inject ClientAddress addresses;
  @Inject DoorLimits limits;
  @Inject HttpServletRequest servlet;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!READING.contains(request.getMethod())
        && request.getSecurityContext().getUserPrincipal() instanceof CallerPrincipal principal
        && principal.caller() instanceof Caller.App app) {
      refuse(limits.take(Door.APP_IDENTITY, app.account().value() + "/" + app.identity().value()));
      addresses.of(servlet).ifPresent(client -> refuse(limits.take(Door.APP_REQUEST, client)));
    }
  }

  private static void refuse(Duration wait) {
    if (!wait.isZero()) {
      throw new ProblemException(
          Problem.of(429), Map.of("Retry-After", DoorLimits.retryAfter(wait)));
    }
  }
}
