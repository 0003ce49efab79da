package io.ringdown.provider.websocket;

import io.ringdown.security.BearerToken;
import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** A client's end of a WebSocket at {@code /ws}. One instance per connection. */
@ServerEndpoint(value = "/ws", subprotocols = ClientEndpoint.SUBPROTOCOL)
public class ClientEndpoint {
  /** The protocol's name, offered by browsers before their token. */
  static final String SUBPROTOCOL = BearerToken.SUBPROTOCOL;

  private static final System.Logger LOG = System.getLogger(ClientEndpoint.class.getName());
  private static final int LONGEST_MESSAGE = 4096;

  @Inject ConnectedClients clients;
  @Inject Acknowledgements acknowledgements;
  private volatile @Nullable ConnectedClient client;

  /** Takes over the place that the handshake made. */
  @OnOpen
  public void open(Session session) throws IOException {
    session.setMaxTextMessageBufferSize(LONGEST_MESSAGE);
    session.setMaxBinaryMessageBufferSize(LONGEST_MESSAGE);
    session.setMaxIdleTimeout(0);
    var expected =
        session.getUserPrincipal() instanceof Connection connection
            ? clients.find(connection.address()).orElse(null)
            : null;
    if (expected == null) {
      session.close();
      return;
    }
    client = expected;
    expected.attach(session);
  }

  /** Notes that the client is there, and what it has shown. */
  @OnMessage(maxMessageSize = LONGEST_MESSAGE)
  public void text(String message) {
    heard();
    var here = client;
    if (here != null) {
      acknowledgements.take(here.connection(), message);
    }
  }

  /** Notes that the client is there; what it says in binary means nothing. */
  @OnMessage(maxMessageSize = LONGEST_MESSAGE)
  public void binary(byte[] message) {
    heard();
  }

  /** Notes that the client is there. */
  @OnMessage
  public void pong(PongMessage pong) {
    heard();
  }

  /** The binding ends with the connection. */
  @OnClose
  public void close() {
    var here = client;
    if (here != null) {
      clients.leave(here.connection());
    }
  }

  /** A connection that breaks is closed by the container, and told by {@link #close()}. */
  @OnError
  public void error(Throwable thrown) {
    LOG.log(Level.DEBUG, "a connection broke: {0}", thrown.getClass().getName());
  }

  private void heard() {
    var here = client;
    if (here != null) {
      here.heard();
    }
  }
}
