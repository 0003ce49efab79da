package io.ringdown.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads and writes. For one thread.
 *
 * @param environment the environment variables
 * @param out for what was asked for
 * @param err for what a person should know
 * @param watched whether a person sees it come, so that progress is shown
 */
public record Terminal(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean watched) {
  /** Stands for standard input or output where a file is named. */
  public static final String STANDARD = "-";

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** An environment variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Text without what could steer a terminal. */
  public static String printable(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
