package io.ringdown.cli.terminal;

/** Tells a person how far a transfer is; says nothing where nobody watches. For one thread. */
public final class Progress {
  private static final long MIB = 1024 * 1024;
  private static final int WIDTH = 30;

  private final Terminal terminal;
  private final long total;
  private long done;
  private long shown = -1;

  /**
   * @param total in bytes; 0 when it is not known
   */
  public Progress(Terminal terminal, long total) {
    this.terminal = terminal;
    this.total = total;
  }

  /** So many bytes more. */
  public void add(long bytes) {
    done += bytes;
    long step = total > 0 ? done * 100 / total : done / MIB;
    if (terminal.watched() && step != shown) {
      shown = step;
      terminal.err().print("\r" + (total > 0 ? bar(Math.min(100, step)) : step + " MiB"));
      terminal.err().flush();
    }
  }

  /** Leaves the line. */
  public void end() {
    if (shown >= 0) {
      terminal.err().println();
    }
  }

  private static String bar(long percent) {
    int full = (int) (percent * WIDTH / 100);
    return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + " %";
  }
}
