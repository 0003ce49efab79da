package io.ringdown.storage.node;

import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.SignalTopic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who listens to which signals. Thread-safe. */
abstract class SignalListeners implements NodeSignals {
  private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
  private final List<Runnable> afterGap = new CopyOnWriteArrayList<>();

  @Override
  public void listen(SignalTopic topic, Consumer<String> listener) {
    listeners.computeIfAbsent(topic.name(), name -> new CopyOnWriteArrayList<>()).add(listener);
  }

  @Override
  public void afterGap(Runnable listener) {
    afterGap.add(listener);
  }

  void heard(String topic, String text) {
    listeners.getOrDefault(topic, List.of()).forEach(listener -> listener.accept(text));
  }

  void gap() {
    afterGap.forEach(Runnable::run);
  }
}
