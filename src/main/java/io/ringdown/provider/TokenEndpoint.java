package io.ringdown.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A service's token endpoint (OAuth 2.0) as one credential sees it: each call asks once. Total:
 * what goes wrong is a {@link Grant.Withheld}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5">RFC 6749, 5</a>
 */
public final class TokenEndpoint {
  private static final Logger LOG = System.getLogger(TokenEndpoint.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RENEW_AHEAD = Duration.ofMinutes(5);
  private static final Duration STALE_AHEAD = Duration.ofMinutes(1);
  private static final long ASSUMED_LIFETIME = 300;
  private static final long MAX_LIFETIME = 24 * 3600;
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofSeconds(30);
  private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");

  /** Errors that are known to be given; any other text is not repeated. */
  private static final Set<String> KNOWN_ERRORS =
      Set.of(
          "invalid_grant",
          "invalid_client",
          "invalid_request",
          "invalid_scope",
          "unauthorized_client",
          "unsupported_grant_type",
          "deleted_client",
          "disabled_client");

  private final OutboundHttp http;
  private final InstantSource clock;
  private final URI url;
  private final Supplier<String> form;
  private final String who;

  /**
   * @param form what is posted, made anew each time
   * @param who whose credential it is, for the log: {@code the service account of project p}
   */
  public TokenEndpoint(
      OutboundHttp http, InstantSource clock, URI url, Supplier<String> form, String who) {
    this.http = http;
    this.clock = clock;
    this.url = url;
    this.form = form;
    this.who = who;
  }

  /** Asks for a new access token; the stage never fails. */
  public CompletionStage<Grant> ask() {
    OutboundRequest request =
        OutboundRequest.post(url, "application/x-www-form-urlencoded", form.get())
            .with("Accept", "application/json");
    return http.send(request, TIMEOUT)
        .handle((answer, failure) -> failure == null ? read(answer) : unreachable(failure));
  }

  private Grant read(HttpAnswer answer) {
    JsonNode body = body(answer);
    if (answer.succeeded()) {
      return granted(body);
    }
    if (answer.status() / 100 == 4 && answer.status() != 429 && answer.status() != 408) {
      String error = body.path("error").asText();
      return refused(KNOWN_ERRORS.contains(error) ? error : "status " + answer.status());
    }
    Optional<Duration> retryAfter = answer.retryAfter(clock.instant());
    return troubled(
        new Deferred(
            retryAfter,
            String.valueOf(answer.status()),
            "the token endpoint cannot answer at the moment"));
  }

  private Grant granted(JsonNode body) {
    String token = body.path("access_token").asText();
    if (!BEARER.matcher(token).matches()) {
      return troubled(
          new Deferred(
              Optional.empty(), "token_unreadable", "the token endpoint gave no usable token"));
    }
    long seconds =
        Math.min(MAX_LIFETIME, Math.max(1, body.path("expires_in").asLong(ASSUMED_LIFETIME)));
    Duration lifetime = Duration.ofSeconds(seconds);
    return new Grant.Granted(
        token,
        lifetime.minus(shorter(RENEW_AHEAD, lifetime.dividedBy(4))),
        lifetime.minus(shorter(STALE_AHEAD, lifetime.dividedBy(8))));
  }

  private Grant refused(String error) {
    LOG.log(Level.ERROR, "RD-4001 {0} is refused: {1}", who, error);
    return new Grant.Withheld(
        new Refused("credential_refused", "the credential is refused: " + error),
        PAUSE_AFTER_REFUSAL);
  }

  private Grant unreachable(Throwable failure) {
    return troubled(LineFailure.deferred(failure));
  }

  private Grant troubled(Deferred outcome) {
    LOG.log(
        Level.WARNING,
        "RD-4002 no access token for {0} at the moment: {1}, {2}",
        who,
        outcome.code(),
        outcome.detail());
    return new Grant.Withheld(
        outcome, shorter(LONGEST_PAUSE, outcome.retryAfter().orElse(PAUSE_AFTER_TROUBLE)));
  }

  private static JsonNode body(HttpAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
