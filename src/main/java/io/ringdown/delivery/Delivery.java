package io.ringdown.delivery;

import io.ringdown.account.CredentialRef;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.CallNotification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to one binding.
 *
 * @param target as it was when the call came
 * @param registeredAt when the binding had last been registered by then
 * @param credential the credential as it was by then, where the channel needs one
 * @param again whether this is not the first attempt after the binding was read, so that it may
 *     have changed hands since
 */
public record Delivery(
    DeliverySid sid,
    CallNotification call,
    BindingSid binding,
    Target target,
    Instant registeredAt,
    @Nullable CredentialRef credential,
    boolean again) {

  /** One whose binding was read just now. */
  public Delivery(
      DeliverySid sid,
      CallNotification call,
      BindingSid binding,
      Target target,
      Instant registeredAt,
      @Nullable CredentialRef credential) {
    this(sid, call, binding, target, registeredAt, credential, false);
  }

  /** The same with another deadline of the call. */
  Delivery endingBy(Instant deadline) {
    return new Delivery(
        sid, call.endingBy(deadline), binding, target, registeredAt, credential, again);
  }

  /** The same, for a further attempt. */
  Delivery triedAgain() {
    return new Delivery(sid, call, binding, target, registeredAt, credential, true);
  }

  public Channel channel() {
    return target.channel();
  }
}
