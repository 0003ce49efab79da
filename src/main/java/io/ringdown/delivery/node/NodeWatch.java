package io.ringdown.delivery.node;

import io.ringdown.delivery.DeliverySid;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a node does beside ringing: beats, listens to the others, takes over from the dead, sweeps.
 * Started once and ended once.
 */
public final class NodeWatch {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(3);
  private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

  private final Heartbeat heartbeat;
  private final NodeStore nodes;
  private final Recovery recovery;
  private final Housekeeping housekeeping;
  private final NodeSignals signals;
  private final Rounds pulse;
  private final Rounds rounds;
  private final Duration takeover;

  /**
   * @param pulse makes the heartbeat alone, which nothing may hold up
   * @param rounds makes all else
   * @param takeover within which time a dead node's deliveries are to be gone on with; a fifth of
   *     it passes between heartbeats, and a node is dead after {@link #silence}
   */
  public NodeWatch(
      Heartbeat heartbeat,
      NodeStore nodes,
      Recovery recovery,
      Housekeeping housekeeping,
      NodeSignals signals,
      Rounds pulse,
      Rounds rounds,
      Duration takeover) {
    this.heartbeat = heartbeat;
    this.nodes = nodes;
    this.recovery = recovery;
    this.housekeeping = housekeeping;
    this.signals = signals;
    this.pulse = pulse;
    this.rounds = rounds;
    this.takeover = takeover;
  }

  /** For how long a node may be silent before it counts as dead, and does itself. */
  public static Duration silence(Duration takeover) {
    return takeover.multipliedBy(3).dividedBy(5);
  }

  /** Begins; goes on with what this node owes from before. */
  public void start() {
    signals.listen(SignalTopic.OWED, text -> rounds.soon(() -> recovery.takeUp(sids(text))));
    signals.listen(SignalTopic.LEFT, text -> rounds.soon(recovery::takeFromGone));
    signals.afterGap(() -> rounds.soon(recovery::catchUp));
    signals.start();
    var unused = heartbeat.beat();
    pulse.every(takeover.dividedBy(5), heartbeat::beat);
    rounds.every(takeover.dividedBy(5), whileBeating(this::watchOthers));
    rounds.every(LOOK_EVERY, whileBeating(this::look));
    rounds.every(SWEEP_EVERY, whileBeating(housekeeping::endCalls));
    rounds.every(PURGE_EVERY, whileBeating(housekeeping::purge));
  }

  /** Ends all that {@link #start} began; nothing more is taken over. */
  public void stop() {
    heartbeat.end();
    pulse.end();
    rounds.end();
    signals.close();
  }

  private void watchOthers() {
    var silence = silence(takeover);
    if (heartbeat.isSteadyFor(silence) && nodes.buryDead(silence) > 0) {
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

  private static List<DeliverySid> sids(String text) {
    return Stream.of(text.split(" ", -1)).map(DeliverySid::new).toList();
  }
}
