package io.ringdown.binding;

import io.ringdown.account.CredentialSid;
import io.ringdown.call.Identity;
import java.util.Optional;

/**
 * Which bindings of an account are meant; an empty part means any.
 *
 * @param tag one of the binding's tags
 */
public record BindingFilter(
    Optional<Identity> identity,
    Optional<Channel> channel,
    Optional<BindingStatus> status,
    Optional<DeviceId> deviceId,
    Optional<Address> address,
    Optional<String> tag,
    Optional<CredentialSid> credential) {
  /** All bindings of the account. */
  public static final BindingFilter ANY =
      new BindingFilter(Optional.empty(), Optional.empty(), Optional.empty());

  /** By what is asked for most. */
  public BindingFilter(
      Optional<Identity> identity, Optional<Channel> channel, Optional<BindingStatus> status) {
    this(
        identity,
        channel,
        status,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
