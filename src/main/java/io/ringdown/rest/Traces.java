package io.ringdown.rest;

import java.util.StringJoiner;

/**
 * Where something failed, without what it said: messages of others may quote what came from
 * outside.
 */
public final class Traces {
  private static final int CAUSES = 5;
  private static final int FRAMES = 4;

  private Traces() {}

  /** The classes of the failure and its causes, with the first frames of each. */
  public static String of(Throwable thrown) {
    var causes = new StringJoiner(" < ");
    Throwable cause = thrown;
    for (var i = 0; cause != null && i < CAUSES; i++) {
      var frames = new StringJoiner(", ", cause.getClass().getName() + " [", "]");
      var trace = cause.getStackTrace();
      for (var j = 0; j < Math.min(FRAMES, trace.length); j++) {
        frames.add(trace[j].toString());
      }
      causes.add(frames.toString());
      cause = cause.getCause();
    }
    return causes.toString();
  }
}
