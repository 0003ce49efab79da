package io.ringdown.app.gate;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import io.ringdown.security.BearerToken;
import io.ringdown.security.ClientAddress;
import io.ringdown.security.limit.Door;
import io.ringdown.security.limit.DoorLimits;
import io.ringdown.security.limit.KnownTokens;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Slows down who tries one token after the other, and who opens connection after connection: 429.
 * An address that was wrong too often has its tokens not even looked at, unless they were found
 * good lately. Whoever brings no token is answered as ever: there is nothing to be guessed.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585: 429</a>
 */
public class GuessFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject transient ClientAddress addresses;
  @Inject transient DoorLimits limits;
  @Inject transient KnownTokens known;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var client = addresses.of(request);
    if (client.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    var token = BearerToken.offered(request);
    var wait = wait(client.get(), token, request);
    if (!wait.isZero()) {
      response.setHeader("Retry-After", DoorLimits.retryAfter(wait));
      ProblemWriter.write(response, Problem.of(429));
      return;
    }
    chain.doFilter(request, response);
    if (token.isPresent() && response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
      limits.take(Door.WRONG_TOKEN, client.get());
    }
  }

  private Duration wait(String client, Optional<String> token, HttpServletRequest request) {
    if (request.getHeader("Upgrade") != null) {
      var wait = limits.take(Door.HANDSHAKE, client);
      if (!wait.isZero()) {
        return wait;
      }
    }
    return token.filter(one -> !known.contains(one)).isPresent()
        ? limits.look(Door.WRONG_TOKEN, client)
        : Duration.ZERO;
  }
}
