package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Those who knock too often, each from an address that the proxy of the test tells. */
class LimitsIT {
  private static final int BURST = 50;
  private static final String WEBHOOK_BODY = "{\"twi_account_sid\":\"AC%032d\"}".formatted(0);

  private static ServerProcess process;
  private static Ringdown ringdown;

  @BeforeAll
  static void aNodeBehindAProxyWithTightLimits() throws Exception {
    process =
        NodeProcess.start(
                Map.of(
                    "RINGDOWN_TRUSTED_PROXIES", "127.0.0.1",
                    "RINGDOWN_LIMITS_WRONG_TOKENS", "1",
                    "RINGDOWN_LIMITS_APP_REQUESTS_PER_IDENTITY", "1",
                    "RINGDOWN_LIMITS_HANDSHAKES", "1",
                    "RINGDOWN_LIMITS_REFUSALS_LOGGED", "1"))
            .awaitReady();
    ringdown = NodeProcess.ringdown(process);
  }

  @AfterAll
  static void ends() {
    process.close();
  }

  @Test
  void guesserIsSlowedAndNobodyElse() {
    assertThat(get("198.51.100.1", ringdown.adminToken()).statusCode()).isEqualTo(200);

    var answers = new ArrayList<HttpResponse<String>>();
    for (var i = 0; i < 2 * BURST; i++) {
      answers.add(get("198.51.100.1", "guess-" + i));
    }

    assertThat(answers.subList(0, BURST)).allMatch(answer -> answer.statusCode() == 401);
    var last = answers.get(answers.size() - 1);
    InServer.assertProblem(last, 429);
    assertThat(last.headers().firstValueAsLong("Retry-After")).hasValue(1);
    assertThat(get("198.51.100.1", ringdown.adminToken()).statusCode()).isEqualTo(200);
    assertThat(get("198.51.100.2", "guess").statusCode()).isEqualTo(401);
    assertThat(get("198.51.100.1", null).statusCode()).isEqualTo(401);
    assertThat(limited("wrong_token")).isPositive();
  }

  @Test
  void aBodyThatStopsComingIsNotWaitedForLong() throws Exception {
    try (var line = new RawLine(process.at("/"))) {
      line.say(
          "POST /calls/notificationWebhook HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/json",
          "Content-Length: 500",
          "",
          "{");
      assertThat(line.firstLine()).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }

  @Test
  void addressesOfOurOwnHouseAreNotLimited() {
    for (var i = 0; i < 3 * BURST; i++) {
      assertThat(get("10.0.0.9", "guess-" + i).statusCode()).isEqualTo(401);
      assertThat(get(null, "guess-" + i).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void appThatRunsWildIsStoppedAndTheNextPersonIsNot() {
    var account = TwilioAccount.servedBy(ringdown);
    var path = "/v1/accounts/" + account.sid + "/bindings";
    var body = "{\"channel\":\"external\",\"device_id\":\"d\"}";
    var bob = account.accessToken("bob");

    var last = ringdown.as(bob, "POST", path, body);
    for (var i = 0; i < 2 * BURST && last.statusCode() != 429; i++) {
      last = ringdown.as(bob, "POST", path, body);
    }

    InServer.assertProblem(last, 429);
    assertThat(last.headers().firstValue("Retry-After")).isPresent();
    assertThat(ringdown.as(bob, "GET", path).statusCode()).isEqualTo(200);
    assertThat(ringdown.as(account.accessToken("eve"), "POST", path, body).statusCode())
        .isEqualTo(200);
    assertThat(ringdown.admin("POST", path, "{\"channel\":\"external\",\"identity\":\"bob\"}"))
        .matches(answer -> answer.statusCode() == 201);
  }

  @Test
  void handshakesOfOneAddressAreLimited() {
    var statuses = new ArrayList<Integer>();
    for (var i = 0; i < 2 * BURST; i++) {
      statuses.add(handshake("198.51.100.3"));
    }

    assertThat(statuses.subList(0, BURST)).containsOnly(401);
    assertThat(statuses.get(statuses.size() - 1)).isEqualTo(429);
    assertThat(handshake("198.51.100.4")).isEqualTo(401);
  }

  @Test
  void refusedWebhookStays403AndIsCountedButFillsNoLog() {
    var before = metric("ringdown_webhook_refusals_total{cause=\"missing\"}");
    for (var i = 0; i < 3 * BURST; i++) {
      var answer =
          ringdown.send(
              ringdown
                  .request(TwilioAccount.WEBHOOK)
                  .header("X-Forwarded-For", "198.51.100.5")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(WEBHOOK_BODY)),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(403);
    }

    assertThat(metric("ringdown_webhook_refusals_total{cause=\"missing\"}") - before)
        .isEqualTo(3.0 * BURST);
    assertThat(process.log().lines().filter(line -> line.contains("RD-6001")).count())
        .isBetween((long) BURST, 2L * BURST);
    assertThat(process.log()).contains("RD-6030 too much from 198.51.100.5: refusal_log");
  }

  private static HttpResponse<String> get(@Nullable String address, @Nullable String token) {
    var request = ringdown.request("/v1/accounts").GET();
    if (address != null) {
      request.header("X-Forwarded-For", "203.0.113.99, " + address);
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return ringdown.send(request, BodyHandlers.ofString());
  }

  /** The status with which a handshake without a token is refused. */
  private static int handshake(String address) {
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .header("X-Forwarded-For", address)
          .buildAsync(ringdown.webSocketUrl("/ws"), new WebSocket.Listener() {})
          .join()
          .abort();
      throw new AssertionError("connected");
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  private static double limited(String door) {
    return metric("ringdown_limited_total{door=\"" + door + "\"}");
  }

  private static double metric(String name) {
    return ringdown
        .admin("GET", "/v1/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
