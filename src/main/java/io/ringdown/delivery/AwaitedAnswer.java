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
  private boolean unknown;

  CompletableFuture<Admission> answer() {
    return answer;
  }

  synchronized void await(Admission.Kept admitted) {
    kept = admitted;
    // Of an address that another notification rings, nobody tells us whether it is dead.
    unknown = admitted.owed().size() < admitted.bindings();
    admitted.owed().forEach(delivery -> alive.add(delivery.sid()));
  }

  synchronized void join(DeliverySid late) {
    alive.add(late);
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

  /** Whether with this one all are dead. */
  synchronized boolean isLastToDie(DeliverySid dead) {
    return alive.remove(dead) && alive.isEmpty() && !unknown;
  }
}
