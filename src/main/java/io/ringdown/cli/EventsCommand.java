package io.ringdown.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.ringdown.cli.service.Service;
import io.ringdown.cli.service.UnreachableException;
import io.ringdown.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code admin events}: shows what happens while it happens, until it is ended. A line that breaks
 * is connected again, and goes on behind the last event.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML Standard:
 *     server-sent events</a>
 */
@Command(
    name = "events",
    description = "Shows calls, deliveries and bindings while they happen, until Ctrl-C.",
    footer = "With --json, each line is an object with id, event and data.")
final class EventsCommand implements Callable<Integer> {
  private static final int MOST_TRIES = 30;
  private static final List<String> SHOWN =
      List.of("message_id", "sid", "identity", "channel", "status", "event");

  private final AdminCommand admin;

  @Option(names = "--limit", paramLabel = "N", description = "Ends after so many events.")
  long limit = Long.MAX_VALUE;

  @Option(
      names = "--after",
      paramLabel = "ID",
      description = "Begins behind this event, as far as it is still known.")
  @Nullable String lastId;

  private long seen;

  EventsCommand(AdminCommand admin) {
    this.admin = admin;
  }

  @Override
  public Integer call() {
    var service = admin.service();
    boolean connected = false;
    int failures = 0;
    while (seen < limit) {
      long before = seen;
      try (var lines =
          new BufferedReader(new InputStreamReader(open(service), StandardCharsets.UTF_8))) {
        connected = true;
        follow(lines);
      } catch (UnreachableException e) {
        if (!connected) {
          throw e;
        }
        failures = tried(seen > before ? 0 : failures, e);
      } catch (IOException e) {
        failures = tried(seen > before ? 0 : failures, service.broken(e));
      }
    }
    return AdminCommand.OK;
  }

  private java.io.InputStream open(Service service) {
    var path = admin.inAccount("events");
    return lastId == null
        ? service.open(path, "Accept", "text/event-stream")
        : service.open(path, "Accept", "text/event-stream", "Last-Event-ID", lastId);
  }

  /** Counts a line that broke, and waits a second. */
  private int tried(int failures, UnreachableException why) {
    if (failures == MOST_TRIES) {
      throw why;
    }
    if (failures == 0) {
      admin.say("the line broke; connecting again");
    }
    CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS))
        .join();
    return failures + 1;
  }

  /** Reads events until the limit; a stream that ends counts as one that broke. */
  private void follow(BufferedReader lines) throws IOException {
    String event = "message";
    StringBuilder data = new StringBuilder();
    while (seen < limit) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream ended");
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (name) {
        case "id" -> lastId = value;
        case "event" -> event = value;
        case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
        default -> {
          if (line.isEmpty() && !data.isEmpty()) {
            show(event, data.toString());
            event = "message";
            data.setLength(0);
          }
        }
      }
    }
  }

  private void show(String event, String data) {
    seen++;
    var out = admin.terminal().out();
    if (admin.json) {
      out.println(object(event, data));
    } else {
      var line = new StringBuilder(event);
      if (parsed(data) instanceof JsonObject object) {
        for (String name : SHOWN) {
          JsonElement value = object.get(name);
          if (value != null && value.isJsonPrimitive()) {
            line.append("  ").append(name).append('=').append(value.getAsString());
          }
        }
      }
      out.println(Terminal.printable(line.toString()));
    }
    out.flush();
  }

  private JsonObject object(String event, String data) {
    var object = new JsonObject();
    object.addProperty("id", lastId);
    object.addProperty("event", event);
    object.add("data", parsed(data));
    return object;
  }

  private static @Nullable JsonElement parsed(String data) {
    try {
      return JsonParser.parseString(data);
    } catch (JsonParseException notJson) {
      return null;
    }
  }
}
