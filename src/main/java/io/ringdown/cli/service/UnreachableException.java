package io.ringdown.cli.service;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Ends a command because the service gave no answer, or broke off in the middle of it. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what is known of why. */
  public static UnreachableException of(String url, IOException failure) {
    return new UnreachableException("cannot reach " + url + ": " + reason(failure), failure);
  }

  private static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "nobody knows this host";
      }
    }
    if (failure instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (failure instanceof ConnectException) {
      return "nobody listens there";
    }
    if (failure instanceof SSLException) {
      return "its certificate is not trusted, or it does not speak TLS (--ca-file names who is"
          + " trusted)";
    }
    return "the connection broke";
  }
}
