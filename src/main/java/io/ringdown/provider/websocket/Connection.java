package io.ringdown.provider.websocket;

import io.ringdown.binding.Address;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.security.Principal;
import java.time.Instant;

/**
 * Whose connection it is, and until when. It travels as the principal of the handshake, which is
 * what the container hands from the HTTP request to the WebSocket session.
 *
 * @param address the connection's own name, made for it
 * @param expiresAt when the access token ends, and the connection with it
 */
record Connection(AccountSid account, Identity identity, Address address, Instant expiresAt)
    implements Principal {
  @Override
  public String getName() {
    return identity.value();
  }
}
