package io.ringdown.storage.node;

import io.ringdown.delivery.node.SignalTopic;

/** The signals of a node that is alone on its database: it hears what it tells to all. */
public final class SoleNodeSignals extends SignalListeners {
  @Override
  public void tellAll(SignalTopic topic, String text) {
    heard(topic.name(), text);
  }

  @Override
  public void start() {
    // there is nobody to listen to
  }

  @Override
  public void close() {
    // there is nothing to end
  }
}
