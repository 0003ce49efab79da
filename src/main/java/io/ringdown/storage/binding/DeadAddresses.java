package io.ringdown.storage.binding;

import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.ChangedBy;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What makes bindings invalid whose address a provider called dead, within one transaction. */
final class DeadAddresses {
  private static final int LONGEST_TEXT = 1000;
  private static final Pattern UNWRITABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  /** A binding that is another's, has another address or was registered since is not meant. */
  private static final String GONE =
      "UPDATE binding SET status = 'INVALID', invalid_reason = ?, updated_at = ?,"
          + " version = version + 1 WHERE sid = ? AND account_sid = ? AND status = 'ACTIVE'"
          + " AND identity = ? AND address_hash = ? AND registered_at <= ?";

  private final EntityManager entities;
  private final HistoryWriter history;

  DeadAddresses(EntityManager entities, HistoryWriter history) {
    this.entities = entities;
    this.history = history;
  }

  /**
   * Notes them.
   *
   * @param verdicts in the order of their bindings
   * @return how many bindings became invalid by it
   */
  int note(List<Verdict> verdicts) {
    var changed = new Sql(entities, GONE).batch(verdicts.stream().map(Verdict::row).toList());
    Map<String, Happening> invalidated = new HashMap<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 1) {
        invalidated.put(verdicts.get(i).sid(), verdicts.get(i).happening());
      }
    }
    history.addChanged(invalidated);
    return invalidated.size();
  }

  /**
   * What a provider said of an address.
   *
   * @param identity whose the binding was when its address was tried
   * @param addressHash of the address that was tried
   * @param since a binding that was registered later is not meant
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Verdict(
      String sid,
      String account,
      String identity,
      byte[] addressHash,
      Instant since,
      String code,
      String detail,
      @Nullable Integer twilioCode,
      Instant at,
      ChangedBy by) {
    private @Nullable Object[] row() {
      return new @Nullable Object[] {
        writable(code),
        InstantColumn.micros(at),
        sid,
        account,
        identity,
        addressHash,
        InstantColumn.micros(since)
      };
    }

    private Happening happening() {
      return new Happening(
          Kind.INVALIDATED, null, List.of(), writable(code), writable(detail), twilioCode, at, by);
    }

    /** A provider's words, without what PostgreSQL refuses in a text and of bounded length. */
    private static String writable(String text) {
      return UNWRITABLE
          .matcher(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text)
          .replaceAll(" ");
    }
  }
}
