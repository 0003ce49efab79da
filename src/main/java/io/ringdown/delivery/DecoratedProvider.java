package io.ringdown.delivery;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.call.AccountSid;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A provider around a provider: adds one behaviour to {@link #deliver}, hands on all else. */
public abstract class DecoratedProvider implements PushProvider {
  protected final PushProvider next;

  protected DecoratedProvider(PushProvider next) {
    this.next = next;
  }

  @Override
  public Channel channel() {
    return next.channel();
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return next.credentialType();
  }

  @Override
  public boolean registrable() {
    return next.registrable();
  }

  @Override
  public Optional<String> destination(Delivery delivery) {
    return next.destination(delivery);
  }

  @Override
  public int laneWidth() {
    return next.laneWidth();
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    return next.inspect(target);
  }

  @Override
  public CompletionStage<ProviderAnswer> check(PushCredential credential) {
    return next.check(credential);
  }

  @Override
  public Optional<CompletionStage<DeliveryOutcome>> probe(
      AccountSid account, Target target, @Nullable CredentialRef credential) {
    return next.probe(account, target, credential);
  }

  @Override
  public boolean isOutage(DeliveryOutcome.Deferred deferred) {
    return next.isOutage(deferred);
  }

  @Override
  public boolean blamesCredential(DeliveryOutcome.Refused refused) {
    return next.blamesCredential(refused);
  }
}
