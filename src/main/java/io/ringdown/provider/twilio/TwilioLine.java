package io.ringdown.provider.twilio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.account.Account;
import io.ringdown.account.Secret;
import io.ringdown.account.twilio.TwilioTroubleException;
import io.ringdown.account.twilio.TwilioTroubleException.Kind;
import io.ringdown.provider.HttpAnswer;
import io.ringdown.provider.LineFailure;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.OutboundRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with Twilio's API on behalf of an account, which ends in time whatever Twilio
 * does. It begins with the primary auth token, and goes on with the secondary when Twilio does not
 * know that one: during a rotation both may be the one that counts. For one thread.
 *
 * @see <a href="https://www.twilio.com/docs/usage/requests-to-twilio">Twilio: requests</a>
 */
final class TwilioLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(10);
  private static final Duration LONGEST_CONVERSATION = Duration.ofSeconds(30);
  private static final int LONGEST_MESSAGE = 300;

  private final OutboundHttp http;
  private final String base;
  private final Account account;
  private final InstantSource clock;
  private final Instant end;
  private final Queue<Secret> otherTokens;
  private Secret token;

  /**
   * @param base what all paths are below, without a final slash
   * @throws TwilioTroubleException when the account has no auth token
   */
  TwilioLine(OutboundHttp http, URI base, Account account, InstantSource clock)
      throws TwilioTroubleException {
    this.http = http;
    this.base = base.toString();
    this.account = account;
    this.clock = clock;
    this.end = clock.instant().plus(LONGEST_CONVERSATION);
    this.otherTokens = new ArrayDeque<>(account.authTokens());
    Secret primary = otherTokens.poll();
    if (primary == null) {
      throw new TwilioTroubleException(
          Kind.REFUSED, "The account has no auth token to ask Twilio with.", Optional.empty());
    }
    this.token = primary;
  }

  /**
   * Sends a request and waits for the answer, of whatever status.
   *
   * @param path what follows the base: {@code /Default}, or a query
   * @throws TwilioTroubleException when no answer came
   */
  HttpAnswer exchange(String method, String path, @Nullable JsonNode body)
      throws TwilioTroubleException {
    HttpAnswer answer = send(method, path, body);
    while (answer.status() == 401 && !otherTokens.isEmpty()) {
      token = otherTokens.remove();
      answer = send(method, path, body);
    }
    return answer;
  }

  /**
   * The JSON of an answer that must be a success.
   *
   * @throws TwilioTroubleException when it is none, or cannot be read
   */
  JsonNode read(HttpAnswer answer) throws TwilioTroubleException {
    if (!answer.succeeded()) {
      throw refusal(answer);
    }
    JsonNode body = body(answer);
    if (!body.isObject()) {
      throw unreadable();
    }
    return body;
  }

  /** What to say of an answer that cannot be understood. */
  static TwilioTroubleException unreadable() {
    return new TwilioTroubleException(
        Kind.REFUSED, "Twilio gave an answer that cannot be read.", Optional.empty());
  }

  /** Twilio's refusal, in its own words and without any secret that they may repeat. */
  TwilioTroubleException refusal(HttpAnswer answer) {
    JsonNode body = body(answer);
    String said = body.path("message").isTextual() ? body.path("message").textValue() : "";
    StringBuilder message = new StringBuilder("Twilio refused");
    if (!said.isBlank()) {
      message.append(": ").append(printable(said));
    }
    message.append(" (status ").append(answer.status());
    if (body.path("code").canConvertToInt() && body.path("code").isNumber()) {
      message.append(", Twilio's error ").append(body.path("code").intValue());
    }
    return new TwilioTroubleException(
        Kind.REFUSED, message.append(").").toString(), answer.retryAfter(clock.instant()));
  }

  private HttpAnswer send(String method, String path, @Nullable JsonNode body)
      throws TwilioTroubleException {
    Duration left = Duration.between(clock.instant(), end);
    if (left.isNegative() || left.isZero()) {
      throw silent();
    }
    var request =
        OutboundRequest.of(method, URI.create(base + path))
            .with("Authorization", "Basic " + basic(token))
            .with("Accept", "application/json");
    if (body != null) {
      request = request.with("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }
    Duration timeout = left.compareTo(LONGEST_EXCHANGE) < 0 ? left : LONGEST_EXCHANGE;
    try {
      return http.send(request, timeout).toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent();
    } catch (ExecutionException e) {
      throw trouble(e.getCause() == null ? e : e.getCause());
    }
  }

  private static TwilioTroubleException trouble(Throwable failure) {
    var means = LineFailure.deferred(failure);
    return means.equals(LineFailure.timeout())
        ? silent()
        : new TwilioTroubleException(
            Kind.UNREACHABLE,
            "Twilio cannot be reached: " + means.detail() + ".",
            Optional.empty());
  }

  private static TwilioTroubleException silent() {
    return new TwilioTroubleException(
        Kind.SILENT, "Twilio did not answer in time.", Optional.empty());
  }

  private static JsonNode body(HttpAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }

  private String printable(String said) {
    String text = said;
    for (String secret : secrets()) {
      text = text.replace(secret, Secret.MASK);
    }
    text = text.replaceAll("[\\p{C}\\s]+", " ").strip();
    return text.codePointCount(0, text.length()) <= LONGEST_MESSAGE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_MESSAGE)) + "…";
  }

  private List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    for (Secret one : account.authTokens()) {
      secrets.add(basic(one));
      secrets.add(one.reveal());
    }
    return secrets;
  }

  private String basic(Secret one) {
    return Base64.getEncoder()
        .encodeToString(
            (account.sid().value() + ":" + one.reveal()).getBytes(StandardCharsets.UTF_8));
  }
}
