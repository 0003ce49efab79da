package io.ringdown.security.limit;

import java.util.Locale;

/** What is limited, and of whom. */
public enum Door {
  /** Bearer tokens that were not good, of an address. */
  WRONG_TOKEN,
  /** Requests of apps that change something, of an address. */
  APP_REQUEST,
  /** Requests of apps that change something, of a person. */
  APP_IDENTITY,
  /** WebSocket handshakes, of an address. */
  HANDSHAKE,
  /** Log lines about webhooks that were not believed, of an address. */
  REFUSAL_LOG,
  /** Log lines that say of an address that it is limited. */
  NOTICE;

  /** Its name in metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
