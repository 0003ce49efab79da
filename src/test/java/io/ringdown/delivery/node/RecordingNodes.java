package io.ringdown.delivery.node;

import io.ringdown.delivery.DeliverySid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store of nodes and of what they owe, which can be away. */
final class RecordingNodes implements NodeStore, OwedStore {
  final Map<DeliverySid, Owed> mine = new LinkedHashMap<>();
  final Map<DeliverySid, Owed> ofTheDead = new LinkedHashMap<>();
  final List<DeliverySid> loaded = new ArrayList<>();
  boolean away;
  boolean known;
  Runnable duringBeat = () -> {};
  int dead;

  @Override
  public boolean beat() {
    check();
    duringBeat.run();
    var before = known;
    known = true;
    return before;
  }

  @Override
  public int buryDead(Duration silence) {
    check();
    return dead;
  }

  @Override
  public void leave() {
    check();
  }

  @Override
  public List<DeliverySid> owed() {
    check();
    return List.copyOf(mine.keySet());
  }

  @Override
  public List<DeliverySid> takeFromDead(Duration silence, int limit) {
    check();
    var taken = ofTheDead.keySet().stream().limit(limit).toList();
    taken.forEach(sid -> mine.put(sid, ofTheDead.remove(sid)));
    return taken;
  }

  @Override
  public List<DeliverySid> takeFromGone(int limit) {
    return takeFromDead(Duration.ZERO, limit);
  }

  @Override
  public List<Owed> load(List<DeliverySid> sids, Instant now) {
    check();
    loaded.addAll(sids);
    return sids.stream().filter(mine::containsKey).map(mine::get).toList();
  }

  private void check() {
    if (away) {
      throw new IllegalStateException("away");
    }
  }
}
