package io.ringdown.delivery.node;

import io.ringdown.delivery.DeliverySid;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a node does beside ringing: beats, listens to the others, takes over from the dead, sweeps.
 * Started once and ended once.
 */
public final class NodeWatch {
  private static final System.Logger LOG = System.getLogger(NodeWatch.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(3);
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

  private final Heartbeat heartbeat;
  private final NodeStore nodes;
  private final Recovery recovery;
  private final Housekeeping housekeeping;
  private final NodeSignals signals;
  private final ScheduledExecutorService executor;
  private final Duration takeover;
  private final List<ScheduledFuture<?>> rounds = new ArrayList<>();

  /**
   * @param takeover within which time a dead node's deliveries are to be gone on with; a fifth of
   *     it passes between heartbeats, and a node is dead after {@link #silence}
   */
  public NodeWatch(
      Heartbeat heartbeat,
      NodeStore nodes,
      Recovery recovery,
      Housekeeping housekeeping,
      NodeSignals signals,
      ScheduledExecutorService executor,
      Duration takeover) {
    this.heartbeat = heartbeat;
    this.nodes = nodes;
    this.recovery = recovery;
    this.housekeeping = housekeeping;
    this.signals = signals;
    this.executor = executor;
    this.takeover = takeover;
  }

  /** For how long a node may be silent before it counts as dead, and does itself. */
  public static Duration silence(Duration takeover) {
    return takeover.multipliedBy(3).dividedBy(5);
  }

  /** Begins; goes on with what this node owes from before. */
  public void start() {
    signals.listen(SignalTopic.OWED, text -> soon(() -> recovery.takeUp(sids(text))));
    signals.listen(SignalTopic.LEFT, text -> soon(recovery::takeFromGone));
    signals.afterGap(() -> soon(recovery::catchUp));
    signals.start();
    var unused = heartbeat.beat();
    every(takeover.dividedBy(5), this::beat);
    every(LOOK_EVERY, whileBeating(this::look));
    every(SWEEP_EVERY, whileBeating(housekeeping::endCalls));
    every(PURGE_EVERY, whileBeating(housekeeping::purge));
  }

  /** Ends all that {@link #start} began; nothing more is taken over. */
  public void stop() {
    rounds.forEach(round -> round.cancel(false));
    signals.close();
  }

  private void beat() {
    if (!heartbeat.beat()) {
      return;
    }
    var silence = silence(takeover);
    if (nodes.buryDead(silence) > 0) {
      recovery.takeFromDead(silence);
    }
  }

  private void look() {
    recovery.catchUp();
    recovery.takeFromGone();
  }

  /** Without a heartbeat the database is away, and would only be knocked at. */
  private Runnable whileBeating(Runnable task) {
    return () -> {
      if (heartbeat.isBeating()) {
        task.run();
      }
    };
  }

  private void every(Duration period, Runnable task) {
    rounds.add(
        executor.scheduleWithFixedDelay(
            () -> guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void soon(Runnable task) {
    Executor now = executor;
    try {
      now.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed; the next round sees to it");
    }
  }

  /** A round that fails must not be the last. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-3013 a round of this node failed and is made again: {0}",
          e.getClass().getName());
    }
  }

  private static List<DeliverySid> sids(String text) {
    return Stream.of(text.split(" ", -1)).map(DeliverySid::new).toList();
  }
}
