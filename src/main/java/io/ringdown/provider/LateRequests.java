package io.ringdown.provider;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOSession;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests from leaving too late over a connection that they share with others, whatever they
 * waited for there: the TLS handshake, the server's SETTINGS, or a stream. The client itself looks
 * at no clock then, and what is cancelled still leaves, with a RST_STREAM behind it and the end of
 * the connection. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2">RFC 9113, 5.1.2</a>
 */
final class LateRequests {
  private static final String TOO_LATE = LateRequests.class.getName();

  private LateRequests() {}

  /** When a request that starts now is late, by {@link System#nanoTime}. */
  static long lateAt(Duration timeout) {
    return System.nanoTime() + timeout.toNanos();
  }

  static boolean isLate(long lateAt) {
    return System.nanoTime() - lateAt >= 0;
  }

  /** For a request that must not leave any more once that says so; must be quick. */
  static HttpClientContext context(BooleanSupplier tooLate) {
    var context = HttpClientContext.create();
    context.setAttribute(TOO_LATE, tooLate);
    return context;
  }

  /**
   * A connection that forgets late requests: they are never answered, as one that fails takes its
   * connection along.
   */
  static IOSession forget(IOSession session) {
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(), new Class<?>[] {IOSession.class}, new Guard(session));
  }

  private static boolean isTooLate(Command command) {
    return command instanceof RequestExecutionCommand request
        && request.getContext().getAttribute(TOO_LATE) instanceof BooleanSupplier tooLate
        && tooLate.getAsBoolean();
  }

  /** A proxy, as only one of the interface's thirty methods is of interest. */
  private record Guard(IOSession session) implements InvocationHandler {
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (method.getName().equals("poll")) {
        return poll();
      }
      try {
        return method.invoke(session, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause() == null ? e : e.getCause();
      }
    }

    private @Nullable Command poll() {
      var command = session.poll();
      while (command != null && isTooLate(command)) {
        command = session.poll();
      }
      return command;
    }
  }
}
