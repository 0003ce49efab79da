package io.ringdown.storage.binding;

import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.OnLimit;
import io.ringdown.binding.BindingChange.Kind;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.ChangedBy;
import io.ringdown.binding.Departed;
import io.ringdown.binding.Registration;
import io.ringdown.storage.binding.HistoryWriter.Happening;
import io.ringdown.storage.database.InstantColumn;
import io.ringdown.storage.database.Sql;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps an identity within its number of bindings, within one transaction. Costs nothing where
 * the policy knows no limit.
 */
final class BindingLimit {
  /** Registrations of an account with a limit wait for each other, else two could both fit. */
  private static final String LOCK = "SELECT sid FROM account WHERE sid = ? FOR UPDATE";

  private static final String OLDEST_FIRST =
      "SELECT id FROM binding WHERE account_sid = ? AND identity = ? AND status = 'ACTIVE'"
          + " AND expires_at > ? ORDER BY registered_at, id";

  private final EntityManager entities;
  private final AccountPolicy policy;
  private final Registration registration;
  private final HistoryWriter history;
  private final List<Departed> evicted = new ArrayList<>();

  BindingLimit(
      EntityManager entities,
      AccountPolicy policy,
      Registration registration,
      HistoryWriter history) {
    this.history = history;
    this.entities = entities;
    this.policy = policy;
    this.registration = registration;
  }

  void lock() {
    if (policy.maxBindingsPerIdentity() != null) {
      new Sql(entities, LOCK).first(row -> row.getString(1), registration.account().value());
    }
  }

  /**
   * Makes room for the registration.
   *
   * @param bound what it is already bound as; one that is the identity's own takes no more room
   * @return false when there is none and none may be made
   */
  boolean makeRoom(List<BindingEntity> bound) {
    var limit = policy.maxBindingsPerIdentity();
    if (limit == null || bound.stream().anyMatch(this::isItsOwn)) {
      return true;
    }
    var others =
        new Sql(entities, OLDEST_FIRST)
            .all(
                row -> row.getLong(1),
                registration.account().value(),
                registration.identity().value(),
                InstantColumn.micros(registration.at()));
    int tooMany = others.size() + 1 - limit;
    if (tooMany > 0 && policy.onLimit() == OnLimit.REJECT) {
      return false;
    }
    var departing = new DepartingBindings(entities, history);
    var eviction =
        new Happening(
            Kind.EVICTED, "max_bindings_per_identity", null, registration.at(), ChangedBy.RINGDOWN);
    others.stream()
        .limit(Math.max(0, tooMany))
        .forEach(id -> evicted.addAll(departing.end(eviction, "id = ? FOR UPDATE", id)));
    return true;
  }

  /** Those that had to go. */
  List<Departed> evicted() {
    return evicted;
  }

  private boolean isItsOwn(BindingEntity row) {
    return row.status == BindingStatus.ACTIVE
        && row.identity.equals(registration.identity().value())
        && row.expiresAt.isAfter(registration.at());
  }
}
