package io.ringdown.binding;

import io.ringdown.call.Identity;
import java.util.Optional;

/** Which bindings of an account are meant; an empty part means any. */
public record BindingFilter(
    Optional<Identity> identity, Optional<Channel> channel, Optional<BindingStatus> status) {
  /** All bindings of the account. */
  public static final BindingFilter ANY =
      new BindingFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
