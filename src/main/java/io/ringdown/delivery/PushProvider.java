package io.ringdown.delivery;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A way out: delivers calls over one channel. Found through CDI, so a new one needs no edit of
 * anything else. Thread-safe.
 */
public interface PushProvider {
  Channel channel();

  /** The type of credential that the channel needs, if any. */
  Optional<CredentialType> credentialType();

  /** Whether somebody may register a binding of this channel; false where connecting makes it. */
  default boolean registrable() {
    return true;
  }

  /**
   * Where a delivery goes, when its address names that: host and port of the server that will be
   * called. Deliveries share a fate when they share credential and destination; a channel whose
   * deliveries all go to the one provider has none. Never throws.
   */
  default Optional<String> destination(Delivery delivery) {
    return Optional.empty();
  }

  /**
   * How many deliveries that share a fate may be under way at once, 1 or more; at most about half
   * of what all may ever have together, so that a credential that hangs leaves room to the others,
   * and no more than may leave now: what is let out any sooner cannot be cancelled any more. Asked
   * anew for each delivery.
   */
  default int laneWidth() {
    return 40;
  }

  /**
   * Says at registration what is wrong with a target, so that a malformed address never becomes a
   * binding.
   */
  Optional<TargetProblem> inspect(Target target);

  /**
   * Tries once to deliver. Total: never throws, returns soon, and its stage never fails; the time
   * it may take ends with the call's deadline.
   */
  CompletionStage<DeliveryOutcome> deliver(Delivery delivery);

  /**
   * Asks the provider whether it takes a credential, without reaching any person. Total, like
   * {@link #deliver}; answers within ten seconds. A channel whose credential nobody else judges
   * says yes: its form was checked when it was given.
   */
  default CompletionStage<ProviderAnswer> check(PushCredential credential) {
    return CompletableFuture.completedFuture(ProviderAnswer.OK);
  }

  /**
   * Asks the provider whether a binding's address is alive, without ringing it. Total, like {@link
   * #deliver}; answers within ten seconds.
   *
   * @param credential as it is now, where the channel needs one and it is there
   * @return what would have become of a call; nothing when the channel has no such way
   */
  default Optional<CompletionStage<DeliveryOutcome>> probe(
      AccountSid account, Target target, @Nullable CredentialRef credential) {
    return Optional.empty();
  }

  /**
   * Whether a deferral shows the provider itself in trouble: no connection, no answer in time, an
   * error on its side. A quota, or anything of ours, does not.
   */
  default boolean isOutage(DeliveryOutcome.Deferred deferred) {
    return Outages.areMeantBy(deferred.code());
  }

  /**
   * Whether a refusal is about the credential, or the app that it stands for, and so would meet
   * every binding of it: then somebody must see to it.
   */
  default boolean blamesCredential(DeliveryOutcome.Refused refused) {
    return CredentialBlame.isMeantBy(refused.code());
  }

  /**
   * What is wrong with a target.
   *
   * @param pointer the member of the registration as a JSON pointer, {@code /address}
   * @param detail what is wrong with it; must not quote it
   */
  record TargetProblem(String pointer, String detail) {}
}
