package io.ringdown.binding;

/** Says that an identity has as many bindings as its account's policy allows. */
public final class BindingLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BindingLimitException() {
    super("the identity has as many bindings as it may have");
  }
}
