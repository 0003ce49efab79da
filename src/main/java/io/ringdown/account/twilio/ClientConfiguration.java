package io.ringdown.account.twilio;

import java.util.Optional;

/**
 * A Client Configuration as Twilio has it, as far as it concerns us. Immutable.
 *
 * @param id Twilio's id, {@code voice_clientconfiguration_…}
 * @param url where calls are notified, when that is said
 * @param method the HTTP method, when that is said
 * @see <a href="https://www.twilio.com/docs/voice/api/clientconfiguration-resource">Twilio: Client
 *     Configuration resource</a>
 */
public record ClientConfiguration(String id, Optional<String> url, Optional<String> method) {
  /** The only method that Twilio's SDKs are notified with. */
  public static final String METHOD = "POST";

  /** Whether calls are notified at this URL, in the way that they must be. */
  public boolean notifies(String expected) {
    return url.filter(expected::equals).isPresent() && method.filter(METHOD::equals).isPresent();
  }
}
