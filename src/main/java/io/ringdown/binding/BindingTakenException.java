package io.ringdown.binding;

/** Says that another binding of the account has already what a binding was to get. */
public final class BindingTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field by its name in the API: {@code address}, {@code device_id} or {@code identity}
   */
  public BindingTakenException(String field) {
    super("another binding has this " + field);
    this.field = field;
  }

  /** What the other binding has. */
  public String field() {
    return field;
  }
}
