package io.ringdown.security;

import java.util.Locale;

/** What became of a webhook's signature. For logs and metrics only: the caller learns nothing. */
public enum SignatureVerdict {
  /** Twilio sent it, and nobody changed it. */
  VALID,
  /** There is no signature. */
  MISSING,
  /** The signature is of another URL or by another auth token; or somebody made it up. */
  WRONG_URL_OR_TOKEN,
  /** The URL is as signed, but the body is another, or its hash is missing where it is required. */
  BODY_ALTERED,
  /** There is no auth token to verify with, since the account is not ours. */
  UNKNOWN_ACCOUNT;

  /** The name in log lines and metrics, such as {@code body_altered}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
