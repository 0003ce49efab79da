package io.ringdown.provider.websocket;

import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BindingStore.Held;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Deletes the bindings of connections that have ended, batch after batch on one thread at a time: a
 * crowd that leaves together takes no thread from a call. What cannot be deleted is left to {@link
 * ConnectedClients#reconcile}. Thread-safe.
 */
final class Releaser {
  private static final System.Logger LOG = System.getLogger(Releaser.class.getName());
  private static final int LARGEST_BATCH = 500;

  private final BindingStore bindings;
  private final Executor executor;
  private final Set<Held> waiting = new LinkedHashSet<>();
  private boolean releasing;

  /**
   * @param executor may block in the store
   */
  Releaser(BindingStore bindings, Executor executor) {
    this.bindings = bindings;
    this.executor = executor;
  }

  /** The connection has ended; never throws. */
  void release(Held connection) {
    synchronized (this) {
      waiting.add(connection);
      if (releasing) {
        return;
      }
      releasing = true;
    }
    try {
      executor.execute(this::releaseAll);
    } catch (RejectedExecutionException e) {
      releaseAll();
    }
  }

  private void releaseAll() {
    for (var batch = next(); !batch.isEmpty(); batch = next()) {
      releaseBatch(batch);
    }
  }

  private synchronized List<Held> next() {
    List<Held> batch = new ArrayList<>();
    var each = waiting.iterator();
    while (batch.size() < LARGEST_BATCH && each.hasNext()) {
      batch.add(each.next());
      each.remove();
    }
    releasing = !batch.isEmpty();
    return batch;
  }

  private void releaseBatch(List<Held> batch) {
    try {
      var unused = bindings.release(batch);
    } catch (Throwable e) {
      // An error too: after one that gets out nothing would be released any more.
      LOG.log(
          Level.WARNING,
          "RD-4101 the bindings of {0} closed connections could not be deleted: {1}",
          batch.size(),
          e.getClass().getName());
    }
  }
}
