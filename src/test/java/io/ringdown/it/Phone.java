package io.ringdown.it;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
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
  private volatile int handshakeStatus;

  private Phone(URI url, Draft_6455 draft, Map<String, String> headers) {
    super(url, draft, headers);
    setConnectionLostTimeout(0);
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
    phone.connectBlocking(PATIENCE_SECONDS, TimeUnit.SECONDS);
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

  /** The status of a handshake that was refused. */
  int handshakeStatus() {
    return handshakeStatus;
  }

  /** The code with which the connection ended. */
  int awaitClose(long seconds) throws Exception {
    return closed.get(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void onOpen(ServerHandshake handshake) {
    handshakeStatus = handshake.getHttpStatus();
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
    var refused = java.util.regex.Pattern.compile("Invalid status code received: (\\d+)");
    var matcher = refused.matcher(reason == null ? "" : reason);
    if (matcher.find()) {
      handshakeStatus = Integer.parseInt(matcher.group(1));
    }
    closed.complete(code);
  }

  @Override
  public void onError(Exception e) {
    // told by onClose
  }
}
