package io.ringdown.security;

/** Why an access token is no good, in words of ours: nothing of the token is in it. */
public final class RefusedTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause must quote nothing
   */
  public RefusedTokenException(String cause) {
    super(cause, null, false, false);
  }

  /** The cause in our words. */
  public String cause() {
    return String.valueOf(getMessage());
  }
}
