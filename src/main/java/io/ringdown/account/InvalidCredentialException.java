package io.ringdown.account;

/** Says which member of a credential is wrong and why, without quoting it. */
public final class InvalidCredentialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  /**
   * @param pointer the member as a JSON pointer (RFC 6901), {@code /service_account/private_key}
   * @param detail what is wrong with it; must not quote it
   */
  public InvalidCredentialException(String pointer, String detail) {
    super(detail);
    this.pointer = pointer;
  }

  /** The member as a JSON pointer. */
  public String pointer() {
    return pointer;
  }
}
