package io.ringdown.provider.webpush;

import io.ringdown.binding.Address;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.HttpAnswer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns what a push service says into an outcome. Stateless and thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8030#section-5">RFC 8030, 5 and 7.3</a>
 */
final class WebPushTranslator {
  /** Who we are, or how we say it, is not believed. */
  static final Set<String> DISTRUST = Set.of("400", "401", "403");

  private static final Pattern RECEIPT = Pattern.compile("[\\x21-\\x7e]{1,512}");
  private static final int SERVER_ERRORS = 500;

  private WebPushTranslator() {}

  static DeliveryOutcome outcome(HttpAnswer answer, Address endpoint, Instant now) {
    var code = String.valueOf(answer.status());
    if (answer.succeeded()) {
      return new Accepted(receipt(answer, endpoint));
    }
    return switch (answer.status()) {
      case 404, 410 ->
          new BindingGone(Optional.empty(), code, "the push service ended the subscription");
      case 413 -> new Refused("payload_too_large", "the push service finds the message too large");
      case 408, 425, 429 -> new Deferred(answer.retryAfter(now), code, "the push service is busy");
      case 400, 401, 403 ->
          new Refused(code, "the push service does not take our VAPID keys or our request");
      default ->
          answer.status() >= SERVER_ERRORS
              ? new Deferred(answer.retryAfter(now), code, "the push service has trouble")
              : new Refused(code, "the push service refuses the message");
    };
  }

  /** The message's own address at the push service; never that of the subscription. */
  private static Optional<String> receipt(HttpAnswer answer, Address endpoint) {
    return answer
        .headers()
        .firstValue("location")
        .filter(text -> RECEIPT.matcher(text).matches() && !text.contains(endpoint.value()));
  }
}
