package io.ringdown.delivery;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One answer that waits, and which deliveries may still decide it. Thread-safe. */
final class AwaitedAnswer {
  private final CompletableFuture<Admission> answer = new CompletableFuture<>();
  private final Set<DeliverySid> alive = new HashSet<>();
  private @Nullable Admission admitted;
  private boolean looked;

  CompletableFuture<Admission> answer() {
    return answer;
  }

  synchronized void await(Admission admission) {
    admitted = admission;
    if (admission instanceof Admission.Kept kept) {
      kept.owed().forEach(delivery -> alive.add(delivery.sid()));
    }
  }

  void accept() {
    Admission given;
    synchronized (this) {
      given = admitted;
    }
    if (given != null) {
      answer.complete(given);
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
}
