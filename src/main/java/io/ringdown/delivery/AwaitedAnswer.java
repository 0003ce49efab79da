package io.ringdown.delivery;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One answer that waits, and which deliveries may still decide it. Thread-safe. */
final class AwaitedAnswer {
  private final CompletableFuture<Admission> answer = new CompletableFuture<>();
  private final Set<DeliverySid> alive = new HashSet<>();
  private Admission.@Nullable Kept kept;
  private boolean undecidable;
  private boolean looked;

  CompletableFuture<Admission> answer() {
    return answer;
  }

  synchronized void await(Admission.Kept admitted) {
    kept = admitted;
    // Of an address that another notification rings, nobody tells us whether it is dead.
    undecidable = admitted.owed().size() + admitted.elsewhere() < admitted.bindings();
    admitted.owed().forEach(delivery -> alive.add(delivery.sid()));
  }

  void accept() {
    Admission.Kept admitted;
    synchronized (this) {
      admitted = kept;
    }
    if (admitted != null) {
      answer.complete(admitted);
    }
  }

  /** Whether with this one all are dead that are this node's. */
  synchronized boolean isLastToDie(DeliverySid dead) {
    return alive.remove(dead) && alive.isEmpty();
  }

  /** Whether nobody looks yet what became of all deliveries. */
  synchronized boolean beginLooking() {
    var first = !looked;
    looked = true;
    return first;
  }

  /** Whether nobody can be rung when all deliveries of the call are dead. */
  synchronized boolean isDecidable() {
    return !undecidable;
  }
}
