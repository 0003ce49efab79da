package io.ringdown.storage.call;

import io.ringdown.binding.NodeId;
import io.ringdown.delivery.CallStatus;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Cancelled;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Expired;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.DeliveryStatus;
import io.ringdown.storage.binding.DeliveredBindings;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What writes outcomes down, within one transaction: a statement for each table, each a batch in
 * the order of its keys, so that two writers never wait for each other.
 */
final class OutcomeWriter {
  private static final int LONGEST_DETAIL = 1000;
  private static final Pattern UNWRITABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  /** An outcome that was written late knows better than the sweep, which saw only the deadline. */
  private static final String DELIVERY =
      "UPDATE delivery SET status = ?, owed_by = NULL"
          + " WHERE sid = ? AND status IN ('PENDING', 'EXPIRED')";

  /** What was found to be moot says nothing of what another node is doing. */
  private static final String MOOT =
      "UPDATE delivery SET status = 'BINDING_GONE', owed_by = NULL"
          + " WHERE sid = ? AND status = 'PENDING' AND owed_by = ?";

  private static final String RETRY =
      "UPDATE delivery SET retry_at = ? WHERE sid = ? AND status = 'PENDING'";

  /**
   * Skips a delivery that was deleted meanwhile with its account, the end of the wait for one that
   * was cancelled meanwhile, and what is there already: a commit of unknown outcome is repeated.
   */
  private static final String ATTEMPT =
      "INSERT INTO attempt (delivery_sid, began_at, took, outcome, code, detail, receipt,"
          + " twilio_code)"
          + " SELECT sid, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS VARCHAR),"
          + " CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS INTEGER)"
          + " FROM delivery WHERE sid = ? AND (status <> 'CANCELLED' OR CAST(? AS BOOLEAN))"
          + " AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_sid = delivery.sid"
          + " AND a.began_at = ? AND a.took = ? AND a.outcome = ?)";

  private static final String CALL_ACCEPTED =
      "UPDATE ring_call SET status = 'ACCEPTED'"
          + " WHERE account_sid = ? AND message_id = ? AND status <> 'ACCEPTED'";

  /** Calls that owe nothing themselves, as another of their leg rings all addresses. */
  private static final String OTHERS_OF_LEG =
      "UPDATE ring_call SET status = 'ACCEPTED' WHERE account_sid = ? AND call_sid = ?"
          + " AND status IN ('PENDING', 'EXPIRED') AND NOT EXISTS"
          + " (SELECT 1 FROM delivery d WHERE d.call_id = ring_call.id)";

  private static final String CALL_OVER =
      "UPDATE ring_call SET status = CASE WHEN EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status = 'EXPIRED')"
          + " THEN '"
          + CallStatus.EXPIRED
          + "' ELSE '"
          + CallStatus.FAILED
          + "' END WHERE account_sid = ? AND message_id = ? AND status = 'PENDING'"
          + " AND NOT EXISTS (SELECT 1 FROM delivery d"
          + " WHERE d.call_id = ring_call.id AND d.status IN ('PENDING', 'ACCEPTED'))";

  private final EntityManager entities;
  private final NodeId node;

  /**
   * @param node which made the attempts
   */
  OutcomeWriter(EntityManager entities, NodeId node) {
    this.entities = entities;
    this.node = node;
  }

  void write(List<DeliveryAttempt> attempts) {
    var sorted =
        attempts.stream()
            .sorted(Comparator.comparing(attempt -> attempt.delivery().sid().value()))
            .toList();
    CallLocks.lock(
        entities, sorted.stream().map(attempt -> attempt.delivery().sid().value()).toList());
    writeDeliveries(sorted);
    var mooted = writeMoot(sorted.stream().filter(OutcomeWriter::isMoot).toList());
    var made =
        sorted.stream()
            .filter(attempt -> !(attempt.outcome() instanceof Cancelled))
            .filter(attempt -> !isMoot(attempt) || mooted.contains(attempt))
            .toList();
    new Sql(entities, ATTEMPT).batch(made.stream().map(OutcomeWriter::row).toList());
    writeCalls(sorted);
    new DeliveredBindings(entities).note(made);
  }

  private void writeDeliveries(List<DeliveryAttempt> attempts) {
    List<@Nullable Object[]> ended = new ArrayList<>();
    List<@Nullable Object[]> put = new ArrayList<>();
    for (var attempt : attempts) {
      var sid = attempt.delivery().sid().value();
      var status = status(attempt.outcome());
      if (isMoot(attempt)) {
        continue;
      }
      if (status != null) {
        ended.add(new Object[] {status.name(), sid});
      } else if (attempt.outcome() instanceof Deferred deferred
          && deferred.retryAfter().isPresent()) {
        var at = attempt.at().plus(attempt.took()).plus(deferred.retryAfter().get());
        put.add(new Object[] {InstantColumn.micros(at), sid});
      }
    }
    new Sql(entities, DELIVERY).batch(ended);
    new Sql(entities, RETRY).batch(put);
  }

  /**
   * Ends what is not tried any more since its binding has changed.
   *
   * @return those that are ended by it; the others had been ended before, or are another node's
   */
  private Set<DeliveryAttempt> writeMoot(List<DeliveryAttempt> moot) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    moot.forEach(
        attempt -> rows.add(new Object[] {attempt.delivery().sid().value(), node.value()}));
    var changed = new Sql(entities, MOOT).batch(rows);
    Set<DeliveryAttempt> ended = new HashSet<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 1) {
        ended.add(moot.get(i));
      }
    }
    return ended;
  }

  private static boolean isMoot(DeliveryAttempt attempt) {
    return attempt.outcome() instanceof BindingGone gone && gone.isChanged();
  }

  private void writeCalls(List<DeliveryAttempt> attempts) {
    Set<List<String>> accepted = new LinkedHashSet<>();
    Set<List<String>> legs = new LinkedHashSet<>();
    Set<List<String>> over = new LinkedHashSet<>();
    for (var attempt : attempts) {
      var call = attempt.delivery().call();
      var account = call.account().value();
      var key = List.of(account, call.messageId().value());
      var status = status(attempt.outcome());
      if (status == DeliveryStatus.ACCEPTED) {
        accepted.add(key);
        if (call.callSid() != null) {
          legs.add(List.of(account, call.callSid().value()));
        }
      } else if (status != null) {
        over.add(key);
      }
    }
    new Sql(entities, CALL_ACCEPTED).batch(rows(accepted));
    new Sql(entities, OTHERS_OF_LEG).batch(rows(legs));
    new Sql(entities, CALL_OVER).batch(rows(over));
  }

  private static List<@Nullable Object[]> rows(Set<List<String>> keys) {
    return keys.stream().<@Nullable Object[]>map(List::toArray).toList();
  }

  private static @Nullable DeliveryStatus status(DeliveryOutcome outcome) {
    if (outcome instanceof Deferred) {
      return null;
    }
    if (outcome instanceof Accepted) {
      return DeliveryStatus.ACCEPTED;
    }
    if (outcome instanceof BindingGone) {
      return DeliveryStatus.BINDING_GONE;
    }
    if (outcome instanceof Cancelled) {
      return DeliveryStatus.CANCELLED;
    }
    return outcome instanceof Refused ? DeliveryStatus.REFUSED : DeliveryStatus.EXPIRED;
  }

  private static @Nullable Object[] row(DeliveryAttempt attempt) {
    @Nullable String code = null;
    @Nullable String detail = null;
    @Nullable String receipt = null;
    @Nullable Integer twilioCode = null;
    var outcome = attempt.outcome();
    if (outcome instanceof Accepted accepted) {
      receipt = accepted.receipt().orElse(null);
    } else if (outcome instanceof BindingGone gone) {
      code = gone.code();
      detail = gone.detail();
      twilioCode = gone.twilioCode();
    } else if (outcome instanceof Deferred deferred) {
      code = deferred.code();
      detail = deferred.detail();
    } else if (outcome instanceof Refused refused) {
      code = refused.code();
      detail = refused.detail();
      twilioCode = refused.twilioCode();
    } else if (outcome instanceof Expired expired) {
      detail = "late by " + expired.lateBy().toMillis() + " ms";
    }
    var beganAt = InstantColumn.micros(attempt.at());
    var took = attempt.took().toNanos() / 1000;
    return new @Nullable Object[] {
      beganAt,
      took,
      outcome.name(),
      writable(code),
      writable(detail),
      writable(receipt),
      twilioCode,
      attempt.delivery().sid().value(),
      !(outcome instanceof Expired),
      beganAt,
      took,
      outcome.name()
    };
  }

  /** A provider's words, without what PostgreSQL refuses in a text and of bounded length. */
  private static @Nullable String writable(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return UNWRITABLE
        .matcher(text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) : text)
        .replaceAll(" ");
  }
}
