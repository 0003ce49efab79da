package io.ringdown.cli.terminal;

/** Says that a command was called in a way in which it cannot be carried out. */
public final class Misuse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the option, and never a secret
   */
  public Misuse(String message) {
    super(message);
  }
}
