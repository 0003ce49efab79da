package io.ringdown.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt to deliver. Each case has exactly one follow-up.
 *
 * <p>{@code code} is the provider's own word where it said one ({@code UNREGISTERED}, {@code 503}),
 * else ours ({@code payload_too_large}); {@code detail} explains it without any secret or address.
 */
public sealed interface DeliveryOutcome {
  /** The name under which the outcome is stored, counted and shown: {@code accepted}. */
  String name();

  /**
   * The provider took responsibility: permanent, nothing follows.
   *
   * @param receipt the provider's id of the message, when it gave one
   * @param environment the provider's environment that the address turned out to belong to, when it
   *     is another than the binding says: the binding is corrected
   */
  record Accepted(Optional<String> receipt, @Nullable String environment)
      implements DeliveryOutcome {
    public Accepted(Optional<String> receipt) {
      this(receipt, null);
    }

    @Override
    public String name() {
      return "accepted";
    }
  }

  /**
   * This very address is dead: permanent; the binding becomes invalid, unless it was registered
   * again since or has another address by now.
   *
   * @param since from when on the provider knows it dead, when it says
   * @param twilioCode Twilio's error with the same meaning, where it has one
   */
  record BindingGone(
      Optional<Instant> since, String code, String detail, @Nullable Integer twilioCode)
      implements DeliveryOutcome {
    private static final String CHANGED = "binding_changed";

    public BindingGone(Optional<Instant> since, String code, String detail) {
      this(since, code, detail, null);
    }

    /** Our own word, not a provider's: the binding is not what it was when the call came. */
    public static BindingGone changed() {
      return new BindingGone(
          Optional.empty(),
          CHANGED,
          "the binding is gone, or somebody else's, or has another address by now");
    }

    /** Whether that is our own word, which says nothing about the address. */
    public boolean isChanged() {
      return code.equals(CHANGED);
    }

    @Override
    public String name() {
      return "binding_gone";
    }
  }

  /**
   * Not now: temporary; tried again while the deadline allows.
   *
   * @param retryAfter how long the provider asked to be left alone, when it did
   */
  record Deferred(Optional<Duration> retryAfter, String code, String detail)
      implements DeliveryOutcome {
    @Override
    public String name() {
      return "deferred";
    }
  }

  /**
   * Our fault, or the credential's, or the payload's: permanent; an alarm, never a retry.
   *
   * @param twilioCode Twilio's error with the same meaning, where it has one
   */
  record Refused(String code, String detail, @Nullable Integer twilioCode)
      implements DeliveryOutcome {
    public Refused(String code, String detail) {
      this(code, detail, null);
    }

    @Override
    public String name() {
      return "refused";
    }
  }

  /**
   * The deadline passed first: permanent, nothing follows.
   *
   * @param lateBy how long ago it passed, zero or more
   */
  record Expired(Duration lateBy) implements DeliveryOutcome {
    @Override
    public String name() {
      return "expired";
    }
  }

  /** The call was answered or over before the attempt: it was not made, and nothing follows. */
  record Cancelled() implements DeliveryOutcome {
    @Override
    public String name() {
      return "cancelled";
    }
  }
}
