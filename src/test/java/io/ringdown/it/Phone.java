package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/** A client that holds a WebSocket open and keeps what rings on it. */
final class Phone extends WebSocketClient implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private Phone(URI url, Draft_6455 draft, Map<String, String> headers) {
    super(url, draft, headers);
    setConnectionLostTimeout(0);
  }

  /** The status with which a handshake is refused. */
  static int refusal(Ringdown ringdown, String token) throws Exception {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .header("Authorization", "Bearer " + token)
          .buildAsync(ringdown.webSocketUrl("/ws"), new WebSocket.Listener() {})
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .abort();
      throw new AssertionError("connected");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        assertThat(refused.getResponse().headers().firstValue("Content-Type"))
            .contains("application/problem+json");
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  /** A client with the token in its header, connected. */
  static Phone connect(Ringdown ringdown, String token, String query) throws Exception {
    return ring(
        new Phone(
            ringdown.webSocketUrl("/ws" + query),
            new Draft_6455(),
            Map.of("Authorization", "Bearer " + token)));
  }

  static Phone connect(Ringdown ringdown, String token) throws Exception {
    return connect(ringdown, token, "");
  }

  /** A client like a browser, which can only offer subprotocols. */
  static Phone connectAsBrowser(Ringdown ringdown, String token) throws Exception {
    var offered = List.<IProtocol>of(new Protocol("ringdown.v1"), new Protocol(token));
    return ring(
        new Phone(ringdown.webSocketUrl("/ws"), new Draft_6455(List.of(), offered), Map.of()));
  }

  private static Phone ring(Phone phone) throws Exception {
    if (!phone.connectBlocking(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not connected");
    }
    return phone;
  }

  /** The next call that rings. */
  String awaitCall() throws InterruptedException {
    var call = rung.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("nothing rang");
    }
    return call;
  }

  /** How many calls rang that nobody looked at. */
  int waiting() {
    return rung.size();
  }

  /** The code with which the connection ended. */
  int awaitClose(long seconds) throws Exception {
    return closed.get(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void onOpen(ServerHandshake handshake) {
    // connectBlocking tells
  }

  @Override
  public void onMessage(String message) {
    rung.add(message);
  }

  @Override
  public void onMessage(ByteBuffer bytes) {
    rung.add("binary");
  }

  @Override
  public void onClose(int code, String reason, boolean remote) {
    closed.complete(code);
  }

  @Override
  public void onError(Exception e) {
    // told by onClose
  }
}
