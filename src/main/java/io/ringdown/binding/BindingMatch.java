package io.ringdown.binding;

import io.ringdown.account.AccountPolicy;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The callee's bindings that a call rings.
 *
 * @param bindings those to ring, the one registered last first
 */
public record BindingMatch(List<Binding> bindings) {
  public BindingMatch {
    bindings = List.copyOf(bindings);
  }

  /**
   * Chooses by the account's policy among the callee's bindings.
   *
   * @param candidates bindings of the callee; those not active or expired at {@code now} never
   *     match
   */
  public static BindingMatch choose(List<Binding> candidates, AccountPolicy policy, Instant now) {
    var alive =
        candidates.stream()
            .filter(b -> b.status() == BindingStatus.ACTIVE && b.expiresAt().isAfter(now))
            .sorted(
                Comparator.comparing(Binding::registeredAt)
                    .reversed()
                    .thenComparing(b -> b.sid().value()));
    if (policy.ring() == AccountPolicy.Ring.NEWEST) {
      var newest = policy.ringNewest();
      alive = alive.limit(newest == null ? 1 : newest);
    }
    return new BindingMatch(alive.toList());
  }

  /** Whether nobody can be rung. */
  public boolean isEmpty() {
    return bindings.isEmpty();
  }
}
