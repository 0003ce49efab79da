package io.ringdown.launcher;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What SIGTERM and SIGINT do: the application ends its work while it can still answer, the port is
 * closed, and then the process ends. Payara Micro alone takes the application away first and goes
 * on answering in its own words.
 */
final class Termination {
  private static final System.Logger LOG = System.getLogger(Termination.class.getName());
  private static final String APPLICATION = "io.ringdown:type=Farewell";
  private static final int SIGNALLED = 128;

  private final Runnable closePort;

  private Termination(Runnable closePort) {
    this.closePort = closePort;
  }

  /**
   * Takes the signals from now on.
   *
   * @param closePort takes no more connections
   */
  static void prepare(Runnable closePort) {
    var termination = new Termination(closePort);
    for (var signal : new String[] {"TERM", "INT"}) {
      try {
        termination.take(signal);
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        LOG.log(Level.DEBUG, "signal {0} ends the process as this Java runtime likes", signal);
      }
    }
  }

  /** By reflection, as there is no other way to it and compilers warn of this one. */
  private void take(String name) throws ReflectiveOperationException {
    var signal = Class.forName("sun.misc.Signal");
    var handler = Class.forName("sun.misc.SignalHandler");
    var mine =
        Proxy.newProxyInstance(
            Termination.class.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> {
              if (method.getName().equals("handle")) {
                end((int) signal.getMethod("getNumber").invoke(arguments[0]));
              }
              return null;
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), mine);
  }

  private void end(int signal) {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(new ObjectName(APPLICATION), "stop", null, null);
      closePort.run();
    } catch (InstanceNotFoundException notThere) {
      LOG.log(Level.DEBUG, "the application is gone already");
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, "RD-9004 the application did not end in order: {0}", e.toString());
    }
    System.exit(SIGNALLED + signal);
  }
}
