package io.ringdown.provider.websocket;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingLimitException;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.DeviceId;
import io.ringdown.binding.NodeId;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.delivery.LateRinging;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import io.ringdown.security.BearerToken;
import io.ringdown.security.Caller;
import io.ringdown.security.CallerVerifier;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the WebSocket handshake: refuses who has no good access token, and makes the
 * connection a binding before the client learns that it is connected, so that a call which comes
 * the moment after rings it.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class HandshakeFilter implements Filter {
  private static final System.Logger LOG = System.getLogger(HandshakeFilter.class.getName());
  private static final int UPGRADE_REQUIRED = 426;

  @Inject CallerVerifier callers;
  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject ConnectedClients clients;
  @Inject LateRinging late;
  @Inject NodeId node;
  @Inject Clock clock;
  @Inject RandomGenerator random;

  @Override
  public void doFilter(ServletRequest plain, ServletResponse plainResponse, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) plainResponse;
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      response.setHeader("Upgrade", "websocket");
      // an answer that has this header is not delimited by its length on every server
      response.setHeader("Connection", "close");
      refuse(response, UPGRADE_REQUIRED);
    } else {
      shake(request, response, chain);
    }
  }

  private void shake(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Caller> caller;
    try {
      caller = BearerToken.offered(request).flatMap(callers::identify);
    } catch (RuntimeException e) {
      unavailable(response, e);
      return;
    }
    if (caller.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      refuse(response, HttpServletResponse.SC_UNAUTHORIZED);
    } else if (!(caller.get() instanceof Caller.App app)) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN);
    } else if (isCompletable(request, response)) {
      connect(app, request, response, chain);
    }
  }

  /** Whether the container can complete the handshake; what it says otherwise is of many kinds. */
  private static boolean isCompletable(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!HandshakeHeaders.askForUpgrade(request)) {
      misunderstood(response, "The header Connection does not say Upgrade.");
    } else if (!HandshakeHeaders.areOfOurVersion(request)) {
      response.setHeader(HandshakeHeaders.VERSION, HandshakeHeaders.OUR_VERSION);
      // no Upgrade beside it: the answer would be taken for an upgrade on Payara
      refuse(response, UPGRADE_REQUIRED);
    } else if (!HandshakeHeaders.haveKey(request)) {
      misunderstood(response, "The header Sec-WebSocket-Key is not 16 bytes in Base64.");
    } else {
      return true;
    }
    return false;
  }

  private void connect(
      Caller.App app, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<DeviceId> deviceId;
    try {
      deviceId = HandshakeQuery.deviceId(request.getQueryString());
    } catch (IllegalArgumentException e) {
      misunderstood(response, "The query parameter device_id is not valid.");
      return;
    }
    if (!clients.hasRoom()) {
      unavailable(response);
      return;
    }
    var name = "ws-%016x%016x".formatted(random.nextLong(), random.nextLong());
    var connection =
        new Connection(app.account(), app.identity(), new Address(name), app.expiresAt());
    clients.expect(connection);
    try {
      clients.bind(connection, register(connection, deviceId));
    } catch (BindingLimitException e) {
      clients.leave(connection);
      refuse(response, HttpServletResponse.SC_CONFLICT);
      return;
    } catch (RuntimeException e) {
      clients.leave(connection);
      unavailable(response, e);
      return;
    }
    late.registered(connection.account(), connection.identity());
    upgrade(connection, request, response, chain);
  }

  private void upgrade(
      Connection connection,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    var upgraded = false;
    try {
      chain.doFilter(new ConnectingRequest(request, connection), response);
      upgraded = response.getStatus() < HttpServletResponse.SC_BAD_REQUEST;
    } finally {
      if (!upgraded) {
        clients.leave(connection);
      }
    }
  }

  private Binding register(Connection connection, Optional<DeviceId> deviceId) {
    var policy =
        accounts.find(connection.account()).map(a -> a.policy()).orElse(AccountPolicy.DEFAULT);
    var target = new Target(WebSocketProvider.CHANNEL, connection.address(), null, null, Map.of());
    return bindings
        .register(
            new Registration(
                connection.account(),
                connection.identity(),
                target,
                deviceId.orElse(null),
                List.of(),
                connection.expiresAt(),
                node,
                clock.instant(),
                ChangedBy.app(connection.identity())),
            policy)
        .binding();
  }

  private static void unavailable(HttpServletResponse response, RuntimeException cause)
      throws IOException {
    LOG.log(
        Level.WARNING,
        "RD-4102 a client was not let in because the database did not help: {0}",
        cause.getClass().getName());
    unavailable(response);
  }

  private static void unavailable(HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", "1");
    refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
  }

  private static void misunderstood(HttpServletResponse response, String detail)
      throws IOException {
    ProblemWriter.write(response, Problem.of(HttpServletResponse.SC_BAD_REQUEST, detail));
  }

  private static void refuse(HttpServletResponse response, int status) throws IOException {
    ProblemWriter.write(response, Problem.of(status));
  }

  /**
   * The request of a client that was let in. Its query has been read, and is kept from those who
   * would fail over a character that browsers do not encode.
   */
  private static final class ConnectingRequest extends HttpServletRequestWrapper {
    private final Connection connection;

    ConnectingRequest(HttpServletRequest request, Connection connection) {
      super(request);
      this.connection = connection;
    }

    @Override
    public Principal getUserPrincipal() {
      return connection;
    }

    @Override
    public @Nullable String getQueryString() {
      return null;
    }
  }
}
