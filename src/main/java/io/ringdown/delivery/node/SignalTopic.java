package io.ringdown.delivery.node;

import java.util.regex.Pattern;

/** What a signal between nodes is about. A value, so that a new one needs no edit. */
public record SignalTopic(String name) {
  private static final Pattern FORM = Pattern.compile("[a-z]{1,16}");

  /** To one node: it owes the deliveries whose SIDs follow, separated by spaces. */
  public static final SignalTopic OWED = new SignalTopic("owed");

  /** To all: a call leg was answered or is over; with an {@link EndedSignal}. */
  public static final SignalTopic ENDED = new SignalTopic("ended");

  /** To all: there are new events. */
  public static final SignalTopic EVENTS = new SignalTopic("events");

  /** To all: a node has left, and what it owed is anybody's. */
  public static final SignalTopic LEFT = new SignalTopic("left");

  /**
   * @throws IllegalArgumentException when the name is not 1 to 16 lower-case letters
   */
  public SignalTopic {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("must be 1 to 16 lower-case letters");
    }
  }
}
