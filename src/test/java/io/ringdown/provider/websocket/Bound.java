package io.ringdown.provider.websocket;

import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the store makes of a connection. */
final class Bound {
  private Bound() {}

  static Binding binding(BindingSid sid, Connection connection, Instant at) {
    var target = new Target(WebSocketProvider.CHANNEL, connection.address(), null, null, Map.of());
    return new Binding(
        sid,
        connection.account(),
        connection.identity(),
        target,
        null,
        List.of(),
        BindingStatus.ACTIVE,
        null,
        at,
        connection.expiresAt(),
        at,
        at,
        null,
        1);
  }
}
