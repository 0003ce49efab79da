package io.ringdown.launcher;

import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.PayaraMicroLauncher;
import io.ringdown.cli.AdminCommand;
import io.ringdown.cli.terminal.Terminal;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The main class of {@code ringdown-server.jar}: Payara Micro with the application in it. A start
 * that fails ends the process, which Payara Micro alone would keep running with nothing in it; so
 * whoever supervises the process sees it.
 *
 * <p>SIGTERM lets the application end its work, closes the port, and ends the process.
 */
public final class Launcher {
  /** The exit code of a start that failed. */
  static final int FAILED = 1;

  /** The exit code for arguments that cannot be understood. */
  static final int MISUSED = 2;

  /** The first argument that makes it the command line for operators. */
  private static final String ADMIN = "admin";

  /** Read by {@code micro-preboot.txt}. */
  private static final String ADDRESS_PROPERTY = "io.ringdown.launcher.address";

  private static final String LISTENER =
      "configs.config.server-config.network-config.network-listeners.network-listener.http-listener";

  /** What to suggest as the next step. */
  private static final String NEXT_PROPERTY = "io.ringdown.launcher.next";

  private Launcher() {}

  /**
   * Starts the server and returns when it is ready; the server's own threads keep the process. With
   * {@code admin} as the first argument it is the operators' command line instead, and no server.
   *
   * @param arguments {@code --address <ip>} (default: every interface), then any of Payara Micro's;
   *     or {@code admin} and what {@code admin --help} tells
   */
  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals(ADMIN)) {
      System.exit(AdminCommand.run(terminal(), Arrays.copyOfRange(arguments, 1, arguments.length)));
    }
    CommandLine commandLine;
    try {
      commandLine = CommandLine.parse(arguments);
    } catch (IllegalArgumentException misused) {
      System.err.println("RD-9002 " + misused.getMessage());
      System.exit(MISUSED);
      return;
    }
    if (!isFree(commandLine)) {
      System.err.println(
          "RD-9003 Cannot listen on " + commandLine.address() + ", port " + commandLine.port());
      System.exit(FAILED);
    }
    System.setProperty(ADDRESS_PROPERTY, commandLine.address());
    if (!started(commandLine)) {
      System.exit(FAILED);
    }
  }

  private static boolean started(CommandLine commandLine) {
    try {
      PayaraMicroRuntime server =
          PayaraMicroLauncher.create(commandLine.serverArguments().toArray(String[]::new))
              .getRuntime();
      // getDeployedApplicationNames also names one that failed to load; the descriptor does not.
      if (!server.getLocalDescriptor().getDeployedApplications().isEmpty()) {
        Termination.prepare(() -> closePort(server));
        log().log(Level.INFO, "RD-9000 Ringdown is ready\n{0}", whereTo(commandLine));
        return true;
      }
      log().log(Level.ERROR, "RD-9001 Ringdown did not start; the reason is in the log above");
    } catch (Exception failed) {
      log().log(Level.ERROR, "RD-9001 Ringdown did not start", failed);
    }
    return false;
  }

  /**
   * As the command line would. Payara Micro's own way to run a command goes to its cluster, which
   * there is none of; the server behind it has no other door.
   */
  private static void closePort(PayaraMicroRuntime micro) {
    try {
      var field = micro.getClass().getDeclaredField("runtime");
      field.setAccessible(true);
      var server = field.get(micro);
      var classes = micro.getClass().getClassLoader();
      var runner =
          Class.forName("org.glassfish.embeddable.GlassFish", false, classes)
              .getMethod("getCommandRunner")
              .invoke(server);
      Class.forName("org.glassfish.embeddable.CommandRunner", false, classes)
          .getMethod("run", String.class, String[].class)
          .invoke(runner, "set", new String[] {LISTENER + ".enabled=false"});
    } catch (ReflectiveOperationException e) {
      log().log(Level.DEBUG, "the port stays open until the server has ended", e);
    }
  }

  /** What a person who just started it wants to know. */
  private static String whereTo(CommandLine commandLine) {
    String host = commandLine.address().equals("0.0.0.0") ? "localhost" : commandLine.address();
    String base = "http://" + host + ":" + commandLine.port();
    return """
              webhook   %1$s/calls/notificationWebhook
              API       %1$s/openapi
              next      %2$s
        """
        .formatted(
            base,
            System.getProperty(
                NEXT_PROPERTY, "PUT %s/v1/accounts/AC… with the admin token".formatted(base)));
  }

  /** Asked beforehand: Payara Micro starts all the same when it cannot have its port. */
  private static boolean isFree(CommandLine commandLine) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(commandLine.address(), commandLine.port()));
      return true;
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }

  /** Whatever the machine's character set, JSON is UTF-8. */
  private static Terminal terminal() {
    return new Terminal(
        System.getenv(),
        System.in,
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        isWatched());
  }

  /** Whether a person sits there. Since Java 22 a console is given also where nobody does. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isWatched() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (ReflectiveOperationException beforeJava22) {
      return true;
    }
  }

  /** Asked for late: Payara Micro must be the first to touch the logging. */
  private static Logger log() {
    return System.getLogger(Launcher.class.getName());
  }
}
