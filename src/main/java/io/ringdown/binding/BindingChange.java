package io.ringdown.binding;

import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a binding. Never has the value of an address or a key.
 *
 * @param identity whose the binding was from then on
 * @param former whose it was before, when it moved and that person is not forgotten
 * @param fields the members that changed, by their names in the API; empty where the kind says it
 * @param reason why, in a word: the provider's own code, or ours; null where the kind says it
 * @param detail what that means; null where the reason says it
 * @param twilioCode Twilio's error with the same meaning, where it has one
 */
public record BindingChange(
    Kind kind,
    Identity identity,
    @Nullable Identity former,
    List<String> fields,
    @Nullable String reason,
    @Nullable String detail,
    @Nullable Integer twilioCode,
    Instant at,
    ChangedBy by) {

  public BindingChange {
    fields = List.copyOf(fields);
  }

  /** What happened. */
  public enum Kind {
    /** It was made. */
    REGISTERED,
    /** It was registered again, and nothing was new. */
    REFRESHED,
    /** It went from one identity to another. */
    MOVED,
    /** It got another address. */
    ROTATED,
    /** Some of its members were changed. */
    CHANGED,
    /** A provider took its address in another environment than it named. */
    CORRECTED,
    /** A provider called its address dead. */
    INVALIDATED,
    /** It was dead or expired and is rung again. */
    REVIVED,
    /** It had to go because its identity had too many. */
    EVICTED,
    /** It was deleted, or merged into another of the same device. */
    DELETED
  }
}
