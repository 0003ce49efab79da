package io.ringdown.delivery;

import io.ringdown.account.CredentialType;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A provider that does what the test says, and remembers what it was given. */
public class ScriptedProvider implements PushProvider {
  /** The channel that it serves. */
  public static final Channel CHANNEL = new Channel("scripted");

  /** What it was given. */
  public final List<Delivery> taken = new ArrayList<>();

  private final Function<Integer, CompletionStage<DeliveryOutcome>> script;

  /**
   * Makes one.
   *
   * @param script what becomes of the n-th delivery, from 1
   */
  public ScriptedProvider(Function<Integer, CompletionStage<DeliveryOutcome>> script) {
    this.script = script;
  }

  public static CompletionStage<DeliveryOutcome> accepted() {
    return CompletableFuture.completedFuture(new DeliveryOutcome.Accepted(Optional.of("r")));
  }

  public static CompletionStage<DeliveryOutcome> deferred() {
    return CompletableFuture.completedFuture(
        new DeliveryOutcome.Deferred(Optional.empty(), "503", "UNAVAILABLE"));
  }

  @Override
  public Channel channel() {
    return CHANNEL;
  }

  @Override
  public Optional<CredentialType> credentialType() {
    return Optional.empty();
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    return Optional.empty();
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    taken.add(delivery);
    return script.apply(taken.size());
  }
}
