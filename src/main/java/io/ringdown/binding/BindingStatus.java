package io.ringdown.binding;

/** Whether a binding is rung. */
public enum BindingStatus {
  /** It is rung, until it expires. */
  ACTIVE,
  /** The provider called its address dead; it is not rung until it is registered again. */
  INVALID
}
