package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What Prometheus reads, and who may. */
class MetricsIT extends InServer {
  private static final String METRICS = "/v1/metrics";

  @Test
  void callsAreMeasuredAndNobodyIsNamed() throws Exception {
    var account = TwilioAccount.servedBy(ringdown());
    try (var phone = Phone.connect(ringdown(), account.accessToken("metered-person"))) {
      for (var i = 0; i < 3; i++) {
        assertThat(account.call("metered-person").statusCode()).isEqualTo(200);
        phone.awaitCall();
      }
      assertThat(account.call("nobody").statusCode()).isEqualTo(404);
      var body = TwilioAccount.json(account.notification("client:bob"));
      var bytes = body.getBytes(StandardCharsets.UTF_8);
      assertThat(account.send(bytes, "not-the-token").statusCode()).isEqualTo(403);

      await()
          .untilAsserted(
              () ->
                  assertThat(metric("ringdown_deliveries_total", "accepted"))
                      .isGreaterThanOrEqualTo(3));
      assertThat(metric("ringdown_webhook_seconds_count", "200")).isGreaterThanOrEqualTo(3);
      assertThat(metric("ringdown_webhook_seconds_count", "404")).isGreaterThanOrEqualTo(1);
      assertThat(metric("ringdown_webhook_refusals_total", "wrong_url_or_token"))
          .isGreaterThanOrEqualTo(1);
      assertThat(metric("ringdown_delivery_seconds_count", "websocket")).isGreaterThanOrEqualTo(3);
      assertThat(metric("ringdown_websocket_clients", "")).isGreaterThanOrEqualTo(1);
      assertThat(metric("ringdown_lane_depth", "fcm")).isGreaterThanOrEqualTo(0);
      assertThat(metric("ringdown_circuit_state", "fcm")).isBetween(0.0, 2.0);
      await()
          .untilAsserted(
              () -> assertThat(metric("ringdown_bindings", "websocket")).isGreaterThanOrEqualTo(1));
      assertThat(text()).doesNotContain("metered-person", account.sid, "ws-");
    }
  }

  @Test
  void statusCallbacksThatAreNotBelievedAreCounted() {
    var account = TwilioAccount.servedBy(ringdown());
    var before = metric("ringdown_webhook_refusals_total", "missing");

    assertProblem(
        ringdown()
            .send(
                ringdown()
                    .request(TwilioAccount.STATUS_CALLBACK)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("AccountSid=" + account.sid)),
                BodyHandlers.ofString()),
        403);

    assertThat(metric("ringdown_webhook_refusals_total", "missing")).isGreaterThan(before);
  }

  @Test
  void onlyAdminsReadThem() {
    var account = TwilioAccount.servedBy(ringdown());

    assertProblem(ringdown().get(METRICS), 401);
    assertThat(ringdown().get(METRICS).headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Bearer");
    assertProblem(ringdown().as("nonsense", "GET", METRICS), 401);
    assertProblem(ringdown().as(account.accessToken("bob"), "GET", METRICS), 403);
  }

  @Test
  void theyAreReadAndNothingElse() {
    assertProblem(ringdown().admin("POST", METRICS), 405);
    assertProblem(ringdown().admin("GET", METRICS + "?name=x"), 400);
    assertProblem(ringdown().admin("GET", METRICS + "/x"), 404);
    var plain = ringdown().admin("GET", METRICS);
    assertThat(plain.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain")
        .contains("version=0.0.4");
    assertThat(plain.headers().firstValue("Cache-Control")).contains("no-store");
    var open =
        ringdown()
            .send(
                ringdown()
                    .request(METRICS)
                    .header("Authorization", "Bearer " + RunningServer.adminToken())
                    .header("Accept", "application/openmetrics-text"),
                BodyHandlers.ofString());
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void healthShowsTheCircuits() {
    var ready =
        ringdown()
            .send(
                HttpRequest.newBuilder(RunningServer.healthAt("/health/ready")),
                BodyHandlers.ofString());

    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"circuit_fcm\"");
  }

  /** The sum of the samples of this name that have the label value, or of all. */
  private static double metric(String name, String labelValue) {
    return text()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> labelValue.isEmpty() || line.contains("=\"" + labelValue + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(Double::sum)
        .orElse(-1);
  }

  private static String text() {
    var answer = ringdown().admin("GET", METRICS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
