package io.ringdown.provider;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server answered. The body may quote tokens and addresses, so it is left out of the text
 * form. Immutable.
 *
 * @param body the answer's body as text, cut off where it was too long
 */
public record HttpAnswer(int status, HttpHeaders headers, String body) {

  static HttpAnswer of(int status, HttpHeaders headers, byte[] body) {
    return new HttpAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  /** Whether the status is 2xx. */
  public boolean succeeded() {
    return status / 100 == 2;
  }

  /** How long the server asked to be left alone from now on, when it did. */
  public Optional<Duration> retryAfter(Instant now) {
    return headers.firstValue("retry-after").flatMap(value -> RetryAfter.parse(value, now));
  }

  @Override
  public String toString() {
    return "HttpAnswer[" + status + "]";
  }
}
