package io.ringdown.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/**
 * Ringdown's API on loopback: knows one admin token, answers what it was told to, and takes nothing
 * else. Thread-safe.
 */
final class FakeRingdown implements AutoCloseable {
  static final String TOKEN = "the-admin-token-that-nobody-may-see";
  static final String ACCOUNT = "AC0123456789abcdef0123456789abcdef";
  static final String IN_ACCOUNT = "/v1/accounts/" + ACCOUNT;

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final HttpServer server;

  FakeRingdown() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a request with JSON from now on. */
  FakeRingdown on(String methodAndPath, int status, String json) {
    return on(
        methodAndPath,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          say(exchange, status, json);
        });
  }

  /** Answers a request in a way of its own from now on; the body is not read before. */
  FakeRingdown on(String methodAndPath, Answer answer) {
    answers.put(methodAndPath, answer);
    return this;
  }

  /** What was asked, with what. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What was asked last. */
  Request last() {
    return requests.get(requests.size() - 1);
  }

  static void say(HttpExchange exchange, int status, String json) throws IOException {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", status < 400 ? "application/json" : "application/problem+json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static String problem(int status, String detail, String more) {
    return "{\"type\":\"about:blank\",\"title\":\"T\",\"status\":%d,\"detail\":\"%s\"%s}"
        .formatted(status, detail, more);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      var headers = exchange.getRequestHeaders();
      var webhook = exchange.getRequestURI().getPath().startsWith("/calls/");
      if (!webhook && !("Bearer " + TOKEN).equals(headers.getFirst("Authorization"))) {
        exchange.getRequestBody().readAllBytes();
        say(exchange, 401, problem(401, "The request needs a bearer token that is valid.", ""));
        return;
      }
      var answer = answers.get(webhook ? "POST " + exchange.getRequestURI().getPath() : what);
      var body = "";
      if (!"application/x-ndjson".equals(headers.getFirst("Content-Type"))) {
        body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      }
      requests.add(new Request(what, body, Map.copyOf(headers)));
      if (answer == null) {
        say(exchange, 404, problem(404, "Nobody told me of " + what + ".", ""));
      } else if (!body.isEmpty() && !"application/json".equals(headers.getFirst("Content-Type"))) {
        say(exchange, 415, problem(415, "This path does not take a body of this type.", ""));
      } else {
        answer.to(exchange);
      }
    }
  }

  /** The lines of an import, which must be gzip. */
  static List<String> importedLines(HttpExchange exchange) throws IOException {
    if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      return List.of("not compressed");
    }
    var bytes = exchange.getRequestBody().readAllBytes();
    try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** What a request is answered. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  record Request(String what, String body, Map<String, List<String>> headers) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }
}
