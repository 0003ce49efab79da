package io.ringdown.it;

import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Thousands of connected clients in one test, without a thread for each. */
final class Crowd implements AutoCloseable {
  private static final int AT_ONCE = 100;

  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final HttpClient http = HttpClient.newBuilder().executor(executor).build();
  private final List<WebSocket> sockets = new ArrayList<>();
  private final ConcurrentHashMap<String, AtomicInteger> rung = new ConcurrentHashMap<>();

  /** Connects so many clients of the identity. */
  void join(Ringdown ringdown, TwilioAccount account, String identity, int clients)
      throws Exception {
    var token = account.accessToken(identity);
    for (var left = clients; left > 0; left -= AT_ONCE) {
      var connecting = new ArrayList<CompletableFuture<WebSocket>>();
      for (var i = 0; i < Math.min(left, AT_ONCE); i++) {
        connecting.add(
            http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(ringdown.webSocketUrl("/ws"), new Client()));
      }
      for (var one : connecting) {
        sockets.add(one.get(60, TimeUnit.SECONDS));
      }
    }
  }

  int size() {
    return sockets.size();
  }

  /** How many clients got exactly this text, once each or more. */
  int rungBy(String body) {
    return rung.getOrDefault(body, new AtomicInteger()).get();
  }

  @Override
  public void close() {
    sockets.forEach(WebSocket::abort);
    executor.shutdownNow();
  }

  private final class Client implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        rung.computeIfAbsent(text.toString(), body -> new AtomicInteger()).incrementAndGet();
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
