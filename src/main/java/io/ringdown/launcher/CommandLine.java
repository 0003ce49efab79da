package io.ringdown.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was typed after {@code java -jar ringdown-server.jar}: our own {@code --address}, and
 * everything else, which is Payara Micro's. Immutable.
 *
 * @param address the address to listen on
 * @param port the port to listen on
 * @param serverArguments the arguments for Payara Micro
 * @see <a
 *     href="https://docs.payara.fish/community/docs/Technical%20Documentation/Payara%20Micro%20Documentation/Payara%20Micro%20Configuration%20and%20Management/Micro%20Management/Command%20Line%20Options/Command%20Line%20Options.html">Payara
 *     Micro's options</a>
 */
record CommandLine(String address, int port, List<String> serverArguments) {
  private static final String ADDRESS = "--address";
  private static final String PORT = "--port";
  private static final int USUAL_PORT = 8080;
  private static final String EVERY_INTERFACE = "0.0.0.0";

  /** Nodes meet in the database, not in Payara's data grid; and nobody phones home. */
  private static final List<String> ALWAYS = List.of("--nohazelcast", "--disablephonehome");

  CommandLine {
    serverArguments = List.copyOf(serverArguments);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if {@code --address} is the last word, or {@code --port} is
   *     not followed by a number
   */
  static CommandLine parse(String... arguments) {
    String address = EVERY_INTERFACE;
    int port = USUAL_PORT;
    List<String> rest = new ArrayList<>(ALWAYS);
    for (int i = 0; i < arguments.length; i++) {
      String word = arguments[i].toLowerCase(Locale.ROOT);
      String next = i + 1 < arguments.length ? arguments[i + 1] : "";
      if (word.equals(ADDRESS)) {
        if (next.isEmpty()) {
          throw new IllegalArgumentException(ADDRESS + " needs an address, 127.0.0.1 for example");
        }
        address = next;
        i++;
        continue;
      }
      if (word.equals(PORT)) {
        if (!next.matches("[0-9]{1,5}")) {
          throw new IllegalArgumentException(PORT + " needs a number, 8080 for example");
        }
        port = Integer.parseInt(next);
      }
      rest.add(arguments[i]);
    }
    return new CommandLine(address, port, rest);
  }
}
