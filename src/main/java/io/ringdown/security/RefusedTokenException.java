package io.ringdown.security;

/** Why an access token is no good, in words of ours: nothing of the token is in it. */
final class RefusedTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedTokenException(String cause) {
    super(cause, null, false, false);
  }

  String cause() {
    return String.valueOf(getMessage());
  }
}
