package io.ringdown.delivery.node;

import java.util.function.Consumer;

/**
 * The word that nodes on one database pass each other, within milliseconds and without promise: a
 * signal may be lost when a line breaks, so whoever listens also looks now and then, and at once
 * after a gap. Carries ids, never content. Thread-safe.
 */
public interface NodeSignals extends AutoCloseable {
  /** The longest text of a signal, in characters; all of them ASCII. */
  int LONGEST = 7_000;

  /**
   * Calls the listener for each signal of the topic, also this node's own ones to all.
   *
   * @param listener gets the text; must be quick and must not throw
   */
  void listen(SignalTopic topic, Consumer<String> listener);

  /** Calls the listener when signals may have been missed. */
  void afterGap(Runnable listener);

  /**
   * Tells every node, this one included.
   *
   * @throws RuntimeException when it cannot be told
   */
  void tellAll(SignalTopic topic, String text);

  /** Begins to listen; what is told before may be missed. */
  void start();

  /** Ends the listening. */
  @Override
  void close();
}
