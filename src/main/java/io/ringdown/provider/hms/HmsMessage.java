package io.ringdown.provider.hms;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.binding.Address;
import io.ringdown.call.CallPayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What we send to Huawei: a data message of high urgency, whose text is the body as it came.
 * Stateless and thread-safe.
 *
 * @see <a
 *     href="https://developer.huawei.com/consumer/en/doc/HMSCore-References/https-send-api-0000001050986197">
 *     Huawei: Push Kit, downlink message sending</a>
 */
final class HmsMessage {
  /** The most bytes of a message, without its tokens. */
  static final int MAX_SIZE = 4096;

  private static final ObjectMapper JSON = new ObjectMapper();

  private HmsMessage() {}

  /**
   * The body of a request to send.
   *
   * @param validateOnly whether nobody is to be rung
   */
  static byte[] body(Address token, CallPayload payload, Duration timeLeft, boolean validateOnly) {
    var root = JSON.createObjectNode().put("validate_only", validateOnly);
    var message = root.putObject("message");
    message.put("data", new String(payload.bytes(), StandardCharsets.UTF_8));
    message
        .putObject("android")
        .put("urgency", "HIGH")
        .put("ttl", Math.max(1, timeLeft.toSeconds()) + "s");
    message.putArray("token").add(token.value());
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
