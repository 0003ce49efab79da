package io.ringdown.account.twilio;

import java.time.Duration;
import java.util.Optional;

/** Says why Twilio did not do what was asked. The message quotes no secret. */
public final class TwilioTroubleException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Kind {
    /** Twilio answered, and it was no. */
    REFUSED,
    /** There was no way to Twilio. */
    UNREACHABLE,
    /** Twilio did not answer in time; what was asked may have been done or not. */
    SILENT
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param message for an operator: Twilio's own words, where it has any
   * @param retryAfter how long Twilio asked to be left alone, if it did
   */
  public TwilioTroubleException(Kind kind, String message, Optional<Duration> retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** How long Twilio asked to be left alone, if it did. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
