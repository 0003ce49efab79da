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
 */
public record Delivery(
    DeliverySid sid,
    CallNotification call,
    BindingSid binding,
    Target target,
    Instant registeredAt,
    @Nullable CredentialRef credential) {

  /** The same with another deadline of the call. */
  Delivery endingBy(Instant deadline) {
    return new Delivery(sid, call.endingBy(deadline), binding, target, registeredAt, credential);
  }

  public Channel channel() {
    return target.channel();
  }
}
