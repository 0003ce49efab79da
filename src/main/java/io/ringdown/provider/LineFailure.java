package io.ringdown.provider;

import io.ringdown.delivery.DeliveryOutcome.Deferred;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/**
 * Names what went wrong on the way to a push service, in words of our own: the exceptions' texts
 * may quote what was sent. Stateless and thread-safe.
 */
public final class LineFailure {
  private LineFailure() {}

  /** What a failed exchange means: temporary, as no answer says anything else. */
  public static Deferred deferred(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof LineBusyException) {
      return deferred("line_busy", "too many other deliveries were on the line");
    }
    if (cause instanceof ConnectTimeoutException) {
      return deferred("connect_failed", "no connection in time");
    }
    if (isTimeout(cause)) {
      return timeout();
    }
    if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
      return deferred("connect_failed", "no connection could be made");
    }
    if (cause instanceof SSLException) {
      return deferred("tls_failed", "no encrypted connection could be made");
    }
    return deferred("connection_lost", "the connection broke before an answer");
  }

  /** Whether a connection was there, but no answer came over it in time. */
  static boolean isTimeout(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause instanceof TimeoutException;
  }

  /** No answer in the time that there was. */
  public static Deferred timeout() {
    return deferred("timeout", "no answer in time");
  }

  private static Deferred deferred(String code, String detail) {
    return new Deferred(Optional.empty(), code, detail);
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
  }
}
