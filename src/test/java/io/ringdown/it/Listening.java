package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A client of the stream, in a thread of its own. */
final class Listening implements AutoCloseable {
  final List<String> lines = new CopyOnWriteArrayList<>();
  private final HttpResponse<Stream<String>> response;
  private final Thread reader;

  private Listening(HttpRequest request) throws IOException, InterruptedException {
    response = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    reader = new Thread(this::read);
    reader.start();
  }

  /**
   * Begins to listen to an account's events.
   *
   * @param lastId the id of the last event that it has; empty for none
   */
  static Listening to(Ringdown ringdown, TwilioAccount account, String lastId) throws Exception {
    var request =
        ringdown
            .request("/v1/accounts/" + account.sid + "/events")
            .header("Authorization", "Bearer " + ringdown.adminToken())
            .timeout(Duration.ofSeconds(30));
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    return new Listening(request.build());
  }

  private void read() {
    try {
      response.body().forEach(lines::add);
    } catch (RuntimeException e) {
      // closed
    }
  }

  /** The data of the events of a kind so far. */
  Stream<String> data(String kind) {
    var seen = List.copyOf(lines);
    return IntStream.range(1, seen.size())
        .filter(i -> seen.get(i - 1).equals("event: " + kind))
        .mapToObj(seen::get);
  }

  /** Waits until it is told that this happened to a binding. */
  void awaitBinding(String sid, String what) {
    var event = "\"event\":\"" + what + "\"";
    await()
        .untilAsserted(
            () ->
                assertThat(data("binding"))
                    .as(what + " " + sid)
                    .anyMatch(data -> data.contains(sid) && data.contains(event)));
  }

  String lastId() {
    return lines.stream()
        .filter(line -> line.startsWith("id: "))
        .reduce((one, next) -> next)
        .orElseThrow()
        .substring(4);
  }

  @Override
  public void close() {
    reader.interrupt();
    response.body().close();
  }
}
