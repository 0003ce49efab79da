package io.ringdown.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.twilio.security.RequestValidator;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoProgramsTest {
  private final HttpServer server;
  private final String authority;

  DemoProgramsTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    authority = "127.0.0.1:" + server.getAddress().getPort();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void callIsSignedAsTwilioSigns() throws Exception {
    var signed = new CompletableFuture<Boolean>();
    server.createContext(
        "/calls/notificationWebhook",
        exchange -> {
          signed.complete(isSigned(exchange));
          answer(exchange, 200);
        });

    Ended call = run("Call", "--to", "bob", "--from", "alice", "--url", "http://" + authority);

    assertThat(signed).isCompletedWithValue(true);
    assertThat(call.output()).contains("ringing");
    assertThat(call.exit()).isZero();
  }

  @Test
  void callThatRingsNobodySaysSo() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Ringdown-Reason", "no-binding");
          answer(exchange, 404);
        });

    Ended call = run("Call", "--to", "bob", "--from", "alice", "--url", "http://" + authority);

    assertThat(call.output()).contains("bob has no registered device");
    assertThat(call.exit()).isEqualTo(1);
  }

  @Test
  void phoneKnocksWithAnAccessTokenOfTheDemoAccount() throws Exception {
    var knocked = new CompletableFuture<String>();
    server.createContext(
        "/ws",
        exchange -> {
          knocked.complete(exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange, 401);
        });

    Ended phone = run("Phone", "--identity", "bob", "--url", "ws://" + authority + "/ws");

    assertThat(phone.output()).contains("the access token was refused (401)");
    assertThat(phone.exit()).isEqualTo(1);
    String claims =
        new String(
            Base64.getUrlDecoder().decode(knocked.join().split("\\.", -1)[1]),
            StandardCharsets.UTF_8);
    assertThat(claims)
        .contains("\"identity\":\"bob\"")
        .contains("\"sub\":\"" + demo("ringdown.account.sid") + "\"")
        .contains("\"iss\":\"" + demo("ringdown.account.api-key-sid") + "\"");
  }

  @Test
  void whoSaysNothingIsToldTheUsage() throws Exception {
    assertThat(run("Call").output()).startsWith("java src/demo/Call.java");
    assertThat(run("Phone").output()).startsWith("java src/demo/Phone.java");
  }

  private boolean isSigned(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new RequestValidator(demo("ringdown.account.auth-token"))
          .validate(
              "http://" + authority + exchange.getRequestURI(),
              body,
              exchange.getRequestHeaders().getFirst("X-Twilio-Signature"));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static String demo(String key) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("src/demo/demo.properties"))) {
      properties.load(reader);
    }
    return Objects.requireNonNull(properties.getProperty(key));
  }

  private record Ended(String output, int exit) {}

  private static Ended run(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("src/demo/" + program + ".java");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(output, process.waitFor());
  }
}
