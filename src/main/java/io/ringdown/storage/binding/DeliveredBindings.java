package io.ringdown.storage.binding;

import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What notes on bindings what became of their deliveries, within one transaction. */
public final class DeliveredBindings {
  private static final Pattern UNWRITABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

  /** A binding that moved to another address or was registered since is another one by now. */
  private static final String GONE =
      "UPDATE binding SET status = 'INVALID', invalid_reason = ?, updated_at = ?"
          + " WHERE sid = ? AND account_sid = ? AND status = 'ACTIVE' AND address_hash = ?"
          + " AND registered_at <= ?";

  private static final String ENVIRONMENT =
      "UPDATE binding SET environment = ?, updated_at = ?"
          + " WHERE sid = ? AND account_sid = ? AND address_hash = ?";

  private static final String LAST =
      "UPDATE binding SET last_delivery_status = ?, last_delivery_at = ?"
          + " WHERE sid = ? AND account_sid = ?"
          + " AND (last_delivery_at IS NULL OR last_delivery_at <= ?)";

  private final EntityManager entities;

  public DeliveredBindings(EntityManager entities) {
    this.entities = entities;
  }

  /** Notes the final outcomes, and makes those bindings invalid whose address is gone. */
  public void note(List<DeliveryAttempt> attempts) {
    List<@Nullable Object[]> last = new ArrayList<>();
    List<@Nullable Object[]> gone = new ArrayList<>();
    List<@Nullable Object[]> corrected = new ArrayList<>();
    attempts.stream()
        .filter(attempt -> !(attempt.outcome() instanceof Deferred))
        .sorted(
            Comparator.comparing((DeliveryAttempt a) -> a.delivery().binding().value())
                .thenComparing(DeliveredBindings::ended))
        .forEach(
            attempt -> {
              last.add(last(attempt));
              var address = attempt.delivery().target().address();
              if (attempt.outcome() instanceof BindingGone outcome && address != null) {
                gone.add(gone(attempt, outcome, AddressHash.of(address)));
              } else if (attempt.outcome() instanceof Accepted outcome
                  && outcome.environment() != null
                  && address != null) {
                corrected.add(corrected(attempt, outcome, AddressHash.of(address)));
              }
            });
    new Sql(entities, LAST).batch(last);
    new Sql(entities, GONE).batch(gone);
    new Sql(entities, ENVIRONMENT).batch(corrected);
  }

  private static Object[] last(DeliveryAttempt attempt) {
    return new Object[] {
      attempt.outcome().name(),
      ended(attempt),
      attempt.delivery().binding().value(),
      attempt.delivery().call().account().value(),
      ended(attempt)
    };
  }

  private static @Nullable Object[] corrected(
      DeliveryAttempt attempt, Accepted outcome, byte[] hash) {
    return new @Nullable Object[] {
      outcome.environment(),
      ended(attempt),
      attempt.delivery().binding().value(),
      attempt.delivery().call().account().value(),
      hash
    };
  }

  private static Object[] gone(DeliveryAttempt attempt, BindingGone outcome, byte[] hash) {
    var delivery = attempt.delivery();
    return new Object[] {
      UNWRITABLE.matcher(outcome.code()).replaceAll(" "),
      ended(attempt),
      delivery.binding().value(),
      delivery.call().account().value(),
      hash,
      InstantColumn.micros(outcome.since().orElse(delivery.registeredAt()))
    };
  }

  private static long ended(DeliveryAttempt attempt) {
    return InstantColumn.micros(attempt.at().plus(attempt.took()));
  }
}
