package io.ringdown.provider.hms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.provider.BearerSender;
import io.ringdown.provider.HttpAnswer;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads Huawei's answers, whose code is in the body and not in the status. Stateless and
 * thread-safe.
 *
 * @see <a
 *     href="https://developer.huawei.com/consumer/en/doc/HMSCore-References/https-send-api-0000001050986197#section723815317439">
 *     Huawei: Push Kit, result codes</a>
 */
final class HmsTranslator implements BearerSender.Answers {
  /** The app, its secret, or its right to send is not believed. */
  static final Set<String> DISTRUST = Set.of("80200001", "80200003", "80300002", "401", "403");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CODE = Pattern.compile("[0-9]{8}");
  private static final Pattern RECEIPT = Pattern.compile("[\\x21-\\x7e]{1,512}");
  private static final String SUCCESS = "80000000";
  private static final String PARTLY = "80100000";
  private static final String ALL_TOKENS_INVALID = "80300007";
  private static final Set<String> ACCESS = Set.of("80200001", "80200003");
  private static final Set<String> TOO_MUCH = Set.of("80300008");
  private static final Set<String> TROUBLE = Set.of("81000001", "80600003");
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERRORS = 500;

  @Override
  public boolean isUnauthenticated(HttpAnswer answer) {
    return ACCESS.contains(code(json(answer))) || (answer.status() == 401);
  }

  @Override
  public DeliveryOutcome outcome(HttpAnswer answer, Instant now) {
    var body = json(answer);
    var code = code(body);
    var status = answer.status();
    if (answer.succeeded() && code.equals(SUCCESS)) {
      var receipt = body.path("requestId").asText();
      return new Accepted(Optional.of(receipt).filter(r -> RECEIPT.matcher(r).matches()));
    }
    var word = code.isEmpty() ? String.valueOf(status) : code;
    if (code.equals(ALL_TOKENS_INVALID) || code.equals(PARTLY)) {
      // our message has one token: partly failed is failed
      return new BindingGone(Optional.empty(), word, "no push token of the app any more");
    }
    if (ACCESS.contains(code) || status == 401) {
      return new Refused(word, "Huawei does not accept the access token");
    }
    if (TOO_MUCH.contains(code)) {
      return new Refused("payload_too_large", "Huawei finds the message too large");
    }
    if (status == TOO_MANY_REQUESTS) {
      return new Deferred(
          answer.retryAfter(now), String.valueOf(status), "Huawei wants fewer messages");
    }
    if (TROUBLE.contains(code) || status >= SERVER_ERRORS) {
      return new Deferred(answer.retryAfter(now), word, "Huawei has trouble");
    }
    return new Refused(word, "Huawei refuses the message");
  }

  /** Whether a deferral's code is Huawei's own: only errors on its side are deferred with one. */
  static boolean isTrouble(String code) {
    return CODE.matcher(code).matches();
  }

  private static String code(JsonNode body) {
    var code = body.path("code").asText();
    return CODE.matcher(code).matches() ? code : "";
  }

  private static JsonNode json(HttpAnswer answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException notJson) {
      return JSON.missingNode();
    }
  }
}
