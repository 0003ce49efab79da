package io.ringdown.provider.websocket;

import io.ringdown.account.CredentialType;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Target;
import io.ringdown.delivery.Delivery;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.PushProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Delivers over a WebSocket that the client holds open: one text frame, the body byte for byte.
 * Accepted means that the frame left this process.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455: The WebSocket protocol</a>
 */
public final class WebSocketProvider implements PushProvider {
  /** The channel of connected clients. */
  public static final Channel CHANNEL = new Channel("websocket");

  private final ConnectedClients clients;
  private final InstantSource clock;

  public WebSocketProvider(ConnectedClients clients, InstantSource clock) {
    this.clients = clients;
    this.clock = clock;
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
  public boolean registrable() {
    return false;
  }

  @Override
  public Optional<TargetProblem> inspect(Target target) {
    return Optional.of(new TargetProblem("/channel", "is made by connecting to /ws"));
  }

  @Override
  public CompletionStage<DeliveryOutcome> deliver(Delivery delivery) {
    var address = delivery.target().address();
    var client = address == null ? Optional.<ConnectedClient>empty() : clients.find(address);
    if (client.isEmpty()) {
      return CompletableFuture.completedFuture(gone());
    }
    var deadline = delivery.call().deadline();
    return client
        .get()
        .send(delivery.call().payload().text(), () -> !clock.instant().isBefore(deadline))
        .thenApply(
            sent ->
                switch (sent) {
                  case OUT -> new DeliveryOutcome.Accepted(Optional.empty());
                  case LATE ->
                      new DeliveryOutcome.Expired(Duration.between(deadline, clock.instant()));
                  case GONE -> gone();
                });
  }

  private static DeliveryOutcome gone() {
    return new DeliveryOutcome.BindingGone(
        Optional.empty(), "connection_closed", "The client is not connected any more.");
  }
}
