package io.ringdown.account.audit;

import io.ringdown.call.AccountSid;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change, as it is written down.
 *
 * @param action what was done: {@code account.updated}
 * @param account which account it belongs to; null where it belongs to none
 * @param subject the SID of what was changed, or the hash of an identity; null where the account
 *     says it all
 * @param fields the names of the members that changed, never their values
 * @param counts how many of what, for a change of many things
 */
public record AuditEntry(
    Change change,
    String action,
    @Nullable AccountSid account,
    @Nullable String subject,
    List<String> fields,
    Map<String, Long> counts) {
  private static final Pattern ACTION = Pattern.compile("[a-z_]{1,31}\\.[a-z_]{1,31}");

  /**
   * @throws IllegalArgumentException when the action is not two words with a dot between
   */
  public AuditEntry {
    if (!ACTION.matcher(action).matches()) {
      throw new IllegalArgumentException("must be two words of lower-case letters");
    }
    fields = List.copyOf(fields);
    counts = Map.copyOf(counts);
  }

  /** An entry that says what was done, and nothing more. */
  public static AuditEntry of(Change change, String action, @Nullable AccountSid account) {
    return new AuditEntry(change, action, account, null, List.of(), Map.of());
  }

  /** This entry about something with a SID. */
  public AuditEntry about(String sid) {
    return new AuditEntry(change, action, account, sid, fields, counts);
  }

  /** This entry with the names of what changed, sorted. */
  public AuditEntry withFields(Collection<String> names) {
    return new AuditEntry(
        change, action, account, subject, names.stream().sorted().toList(), counts);
  }

  /** This entry with numbers. */
  public AuditEntry withCounts(Map<String, Long> numbers) {
    return new AuditEntry(change, action, account, subject, fields, numbers);
  }
}
