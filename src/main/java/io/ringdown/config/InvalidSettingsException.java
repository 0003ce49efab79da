package io.ringdown.config;

import java.util.List;

/**
 * What is wrong with the settings, all of it at once: the service does not start with them. Says
 * which keys are wrong and why, never what their values are.
 */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public InvalidSettingsException(List<String> problems) {
    super("wrong settings: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each as {@code key: what is wrong}, in the order of the table of settings. */
  public List<String> problems() {
    return problems;
  }
}
