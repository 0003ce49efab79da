package io.ringdown.cli;

import static io.ringdown.cli.FakeRingdown.IN_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsCommandTest {
  private static final String EVENTS = "GET " + IN_ACCOUNT + "/events";
  private static final String CALL =
      ": a comment\nid: 7\nevent: call\ndata: {\"message_id\":\"WB1\",\"identity\":\"b\\u001bb\","
          + "\"status\":\"pending\"}\n\n";
  private static final String BINDING =
      "retry: 1000\nid: 8\nevent: binding\ndata: {\"sid\":\"BS1\",\ndata: \"event\":\"created\"}\n\n";

  private final FakeRingdown service = new FakeRingdown();

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void eventsAreShownAsTheyCome() {
    service.on(EVENTS, exchange -> stream(exchange, CALL + BINDING));

    assertThat(CommandRun.of(service, "events", "--limit", "2").out().lines().toList())
        .containsExactly(
            "call  message_id=WB1  identity=b?b  status=pending",
            "binding  sid=BS1  event=created");
    assertThat(CommandRun.of(service, "events", "--limit", "1", "--json").out().strip())
        .isEqualTo(
            "{\"id\":\"7\",\"event\":\"call\",\"data\":{\"message_id\":\"WB1\","
                + "\"identity\":\"b\\u001bb\",\"status\":\"pending\"}}");
  }

  @Test
  void brokenLineIsConnectedAgainBehindTheLastEvent() {
    service.on(
        EVENTS,
        exchange -> {
          var behind = exchange.getRequestHeaders().getFirst("Last-Event-ID");
          stream(exchange, behind == null ? CALL : behind.equals("7") ? BINDING : "");
        });

    var run = CommandRun.of(service, "events", "--limit", "2");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.err()).contains("connecting again");
  }

  @Test
  void refusalEndsIt() {
    assertThat(CommandRun.of(service, "events").exitCode()).isEqualTo(1);
    service.on(EVENTS, exchange -> stream(exchange, CALL));
    CommandRun.of(service, "events", "--after", "6", "--limit", "1");
    assertThat(service.last().header("Last-event-id")).isEqualTo("6");
  }

  private static void stream(HttpExchange exchange, String events) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
  }
}
