package io.ringdown.launcher;

import java.util.ArrayList;
import java.util.List;

/**
 * What was typed after {@code java -jar ringdown-server.jar}: our own {@code --address}, and
 * everything else, which is Payara Micro's. Immutable.
 *
 * @param address the address to listen on
 * @param serverArguments the arguments for Payara Micro
 * @see <a
 *     href="https://docs.payara.fish/community/docs/Technical%20Documentation/Payara%20Micro%20Documentation/Payara%20Micro%20Configuration%20and%20Management/Micro%20Management/Command%20Line%20Options/Command%20Line%20Options.html">Payara
 *     Micro's options</a>
 */
record CommandLine(String address, List<String> serverArguments) {
  private static final String ADDRESS = "--address";
  private static final String EVERY_INTERFACE = "0.0.0.0";

  /** Nodes meet in the database, not in Payara's data grid; and nobody phones home. */
  private static final List<String> ALWAYS = List.of("--nohazelcast", "--disablephonehome");

  CommandLine {
    serverArguments = List.copyOf(serverArguments);
  }

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if {@code --address} is the last word
   */
  static CommandLine parse(String... arguments) {
    String address = EVERY_INTERFACE;
    List<String> rest = new ArrayList<>(ALWAYS);
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].equalsIgnoreCase(ADDRESS)) {
        rest.add(arguments[i]);
      } else if (++i < arguments.length) {
        address = arguments[i];
      } else {
        throw new IllegalArgumentException(ADDRESS + " needs an address, 127.0.0.1 for example");
      }
    }
    return new CommandLine(address, rest);
  }
}
