package io.ringdown.provider;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** All that is logged while it is open, and of our own all levels; stack traces included. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private static final Logger OURS = Logger.getLogger("io.ringdown");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Level before = OURS.getLevel();

  public CapturedLog() {
    setLevel(Level.ALL);
    OURS.setLevel(Level.FINEST);
    Logger.getLogger("").addHandler(this);
  }

  public String text() {
    return String.join("\n", lines);
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(formatter.format(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
    OURS.setLevel(before);
  }
}
