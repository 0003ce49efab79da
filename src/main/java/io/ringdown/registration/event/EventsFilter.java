package io.ringdown.registration.event;

import io.ringdown.account.AccountStore;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.event.EventFeed;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemWriter;
import io.ringdown.security.BearerToken;
import io.ringdown.security.Caller;
import io.ringdown.security.CallerVerifier;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a stream of events that begins behind {@code Last-Event-ID}, or now. For admins.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard:
 *     server-sent events</a>
 */
@WebFilter(urlPatterns = "/v1/accounts/*", asyncSupported = true)
public class EventsFilter extends HttpFilter {
  private static final System.Logger LOG = System.getLogger(EventsFilter.class.getName());
  private static final Pattern PATH = Pattern.compile("/v1/accounts/([^/]+)/events");
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

  @Inject CallerVerifier callers;
  @Inject AccountStore accounts;
  @Inject EventStore events;
  @Inject EventFeed feed;
  @Inject ScheduledThreadPoolExecutor executor;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = PATH.matcher(request.getRequestURI().substring(request.getContextPath().length()));
    if (!path.matches()) {
      chain.doFilter(request, response);
    } else if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      answer(AccountSid.parse(path.group(1)), request, response);
    }
  }

  private void answer(
      Optional<AccountSid> account, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      var caller = caller(request.getHeader("Authorization"));
      if (caller.isEmpty()) {
        response.setHeader("WWW-Authenticate", "Bearer");
        refuse(response, HttpServletResponse.SC_UNAUTHORIZED);
      } else if (!isWelcome(caller.get(), account)) {
        refuse(response, HttpServletResponse.SC_FORBIDDEN);
      } else if (request.getQueryString() != null && !request.getQueryString().isEmpty()) {
        ProblemWriter.write(
            response,
            Problem.of(HttpServletResponse.SC_BAD_REQUEST, "There are no query parameters here."));
      } else if (account.flatMap(accounts::find).isEmpty()) {
        refuse(response, HttpServletResponse.SC_NOT_FOUND);
      } else if (!feed.hasRoom()) {
        unavailable(response);
      } else {
        stream(account.orElseThrow(), request, response);
      }
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-3021 events could not be told because the database did not help: {0}",
          e.getClass().getName());
      unavailable(response);
    }
  }

  private void stream(AccountSid account, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var newest = events.last();
    var position =
        Optional.ofNullable(request.getHeader("Last-Event-ID"))
            .filter(id -> ID.matcher(id).matches())
            .map(Long::parseLong)
            .filter(id -> id <= newest)
            .orElse(newest);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    // nginx would keep events back until its buffer is full
    response.setHeader("X-Accel-Buffering", "no");
    // Nothing is to wait in the response's buffer: while an HTTP/2 frame is on its way, Undertow's
    // flush leaves it there, and nobody flushes again before the next event.
    response.setBufferSize(1);
    var authorization = request.getHeader("Authorization");
    var context = request.startAsync();
    context.setTimeout(0);
    var stream =
        new EventStream(
            account,
            position,
            context,
            feed::leave,
            reader -> executor.execute(() -> endIfUnwelcome(reader, authorization)));
    stream.begin();
    feed.join(stream);
  }

  private Optional<Caller> caller(@Nullable String authorization) {
    return BearerToken.of(authorization).flatMap(callers::identify);
  }

  private static boolean isWelcome(Caller caller, Optional<AccountSid> account) {
    return caller instanceof Caller.Admin admin && admin.scope().permits("GET", account);
  }

  /** A token that was revoked or has ended ends what it opened. */
  private void endIfUnwelcome(EventStream reader, @Nullable String authorization) {
    try {
      if (caller(authorization)
          .filter(caller -> isWelcome(caller, Optional.of(reader.account())))
          .isEmpty()) {
        reader.end();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "whether a reader of events is welcome will be seen later");
    }
  }

  private static void unavailable(HttpServletResponse response) throws IOException {
    response.setHeader("Retry-After", "1");
    refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
  }

  private static void refuse(HttpServletResponse response, int status) throws IOException {
    ProblemWriter.write(response, Problem.of(status));
  }
}
