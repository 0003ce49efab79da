package io.ringdown.storage.binding;

import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.ChangedBy;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.storage.binding.DeadAddresses.Verdict;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What notes on bindings what became of their deliveries, within one transaction. */
public final class DeliveredBindings {
  /** In the order in which everybody locks bindings, which is not that of their SIDs. */
  private static final String IDS = "SELECT id FROM binding WHERE sid = ANY(?)";

  // by the ids themselves: H2 looks at the condition anew for each row that it has locked
  private static final String LOCK =
      "SELECT id FROM binding WHERE id = ANY(?) ORDER BY id FOR UPDATE";

  private static final String ENVIRONMENT =
      "UPDATE binding SET environment = ?, updated_at = ?, version = version + 1"
          + " WHERE sid = ? AND account_sid = ? AND address_hash = ?"
          + " AND (environment IS NULL OR environment <> ?)";

  /** What reached the former person says nothing about the one who has the binding now. */
  private static final String LAST =
      "UPDATE binding SET last_delivery_status = ?, last_delivery_at = ?"
          + " WHERE sid = ? AND account_sid = ? AND identity = ?"
          + " AND (last_delivery_at IS NULL OR last_delivery_at <= ?)";

  private final EntityManager entities;

  public DeliveredBindings(EntityManager entities) {
    this.entities = entities;
  }

  /** Notes the final outcomes, and makes those bindings invalid whose address is gone. */
  public void note(List<DeliveryAttempt> attempts) {
    List<@Nullable Object[]> last = new ArrayList<>();
    List<Verdict> gone = new ArrayList<>();
    List<Correction> corrected = new ArrayList<>();
    attempts.stream()
        .filter(attempt -> !(attempt.outcome() instanceof Deferred))
        .sorted(
            Comparator.comparing((DeliveryAttempt a) -> a.delivery().binding().value())
                .thenComparing(DeliveredBindings::ended))
        .forEach(
            attempt -> {
              last.add(last(attempt));
              var address = attempt.delivery().target().address();
              if (attempt.outcome() instanceof BindingGone outcome
                  && !outcome.isChanged()
                  && address != null) {
                gone.add(gone(attempt, outcome, AddressHash.of(address)));
              } else if (attempt.outcome() instanceof Accepted outcome
                  && outcome.environment() != null
                  && address != null) {
                corrected.add(
                    new Correction(attempt, outcome.environment(), AddressHash.of(address)));
              }
            });
    lock(attempts);
    var history = new HistoryWriter(entities);
    new Sql(entities, LAST).batch(last);
    new DeadAddresses(entities, history).note(gone);
    correct(corrected, history);
    history.flush();
  }

  private void lock(List<DeliveryAttempt> attempts) {
    var sids =
        attempts.stream()
            .filter(attempt -> !(attempt.outcome() instanceof Deferred))
            .map(attempt -> attempt.delivery().binding().value())
            .distinct()
            .toArray(String[]::new);
    if (sids.length > 1) {
      var ids = new Sql(entities, IDS).all(row -> row.getLong(1), (Object) sids);
      new Sql(entities, LOCK).all(row -> row.getLong(1), (Object) ids.toArray(Long[]::new));
    }
  }

  private void correct(List<Correction> corrections, HistoryWriter history) {
    var changed =
        new Sql(entities, ENVIRONMENT).batch(corrections.stream().map(Correction::row).toList());
    Map<String, Happening> corrected = new HashMap<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 1) {
        var correction = corrections.get(i);
        corrected.put(correction.attempt().delivery().binding().value(), correction.happening());
      }
    }
    history.addChanged(corrected);
  }

  private static Object[] last(DeliveryAttempt attempt) {
    var delivery = attempt.delivery();
    var ended = InstantColumn.micros(ended(attempt));
    return new Object[] {
      attempt.outcome().name(),
      ended,
      delivery.binding().value(),
      delivery.call().account().value(),
      delivery.call().identity().value(),
      ended
    };
  }

  private static Verdict gone(DeliveryAttempt attempt, BindingGone outcome, byte[] hash) {
    var delivery = attempt.delivery();
    return new Verdict(
        delivery.binding().value(),
        delivery.call().account().value(),
        delivery.call().identity().value(),
        hash,
        outcome.since().orElse(delivery.registeredAt()),
        outcome.code(),
        outcome.detail(),
        outcome.twilioCode(),
        ended(attempt),
        ChangedBy.provider(delivery.channel()));
  }

  private static Instant ended(DeliveryAttempt attempt) {
    return attempt.at().plus(attempt.took());
  }

  /** An address that turned out to be of another environment. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Correction(DeliveryAttempt attempt, String environment, byte[] addressHash) {
    @Nullable Object[] row() {
      return new @Nullable Object[] {
        environment,
        InstantColumn.micros(ended(attempt)),
        attempt.delivery().binding().value(),
        attempt.delivery().call().account().value(),
        addressHash,
        environment
      };
    }

    Happening happening() {
      return new Happening(
          Kind.CORRECTED,
          null,
          List.of("environment"),
          environment,
          null,
          null,
          ended(attempt),
          ChangedBy.provider(attempt.delivery().channel()));
    }
  }
}
