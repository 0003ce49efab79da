package io.ringdown.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.ringdown.binding.BindingCensus.Count;
import io.ringdown.binding.BindingStatus;
import io.ringdown.delivery.Deliveries;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.ScriptedProvider;
import io.ringdown.delivery.SteppedTime;
import io.ringdown.delivery.lane.Lanes;
import io.ringdown.security.SignatureVerdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final DeliveryOutcome TIMEOUT =
      new DeliveryOutcome.Deferred(Optional.empty(), "timeout", "");

  private final SteppedTime time = new SteppedTime();
  private final AtomicInteger counts = new AtomicInteger();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final CallMeters meters = new CallMeters(registry);
  private final ScriptedProvider provider =
      new ScriptedProvider(
          n -> n <= 5 ? CompletableFuture.completedFuture(TIMEOUT) : new CompletableFuture<>());
  private final Lanes lanes = new Lanes(Stream.of(provider), time, time::nanoTime);
  private boolean databaseIsAway;
  private final MetricsPage page =
      new MetricsPage(
          registry,
          lanes,
          () -> 7,
          () -> {
            counts.incrementAndGet();
            if (databaseIsAway) {
              throw new IllegalStateException("away");
            }
            return List.of(new Count(ScriptedProvider.CHANNEL, BindingStatus.ACTIVE, 3));
          },
          time::nanoTime);

  @Test
  void answersAreMeasuredByStatusAndRefusalsCountedByCause() throws IOException {
    meters.answered(200, Duration.ofMillis(3));
    meters.answered(200, Duration.ofMillis(40));
    meters.refused(SignatureVerdict.BODY_ALTERED);

    assertThat(text())
        .contains(
            "ringdown_webhook_seconds_bucket{status=\"200\",le=\"0.005\"} 1",
            "ringdown_webhook_seconds_count{status=\"200\"} 2",
            "ringdown_webhook_refusals_total{cause=\"body_altered\"} 1.0",
            "ringdown_webhook_refusals_total{cause=\"missing\"} 0.0")
        .doesNotContain("cause=\"valid\"");
  }

  @Test
  void deliveriesAreCountedAndFinalAnswersTimedFromTheArrivalOfTheCall() throws IOException {
    ended(Duration.ofSeconds(1), TIMEOUT);
    ended(Duration.ofSeconds(2), new DeliveryOutcome.Accepted(Optional.empty()));
    ended(Duration.ofSeconds(3), DeliveryOutcome.BindingGone.changed());
    ended(Duration.ofSeconds(4), new DeliveryOutcome.Cancelled());
    ended(Duration.ofSeconds(30), new DeliveryOutcome.Expired(Duration.ZERO));

    assertThat(text())
        .contains(
            "ringdown_deliveries_total{channel=\"scripted\",outcome=\"deferred\"} 1.0",
            "ringdown_deliveries_total{channel=\"scripted\",outcome=\"accepted\"} 1.0",
            "ringdown_deliveries_total{channel=\"scripted\",outcome=\"binding_gone\"} 1.0",
            "ringdown_deliveries_total{channel=\"scripted\",outcome=\"cancelled\"} 1.0",
            "ringdown_deliveries_total{channel=\"scripted\",outcome=\"expired\"} 1.0",
            "ringdown_delivery_seconds_count{channel=\"scripted\"} 1",
            "ringdown_delivery_seconds_sum{channel=\"scripted\"} 2.1");
  }

  @Test
  void alarmsAreCountedByChannelAndCode() throws IOException {
    meters.raised(ScriptedProvider.CHANNEL, "403");
    meters.raised(ScriptedProvider.CHANNEL, "403");

    assertThat(text())
        .contains("ringdown_credential_alarms_total{channel=\"scripted\",code=\"403\"} 2.0");
  }

  @Test
  void lanesCircuitsClientsAndBindingsAreShownAsTheyAreNow() throws IOException {
    assertThat(text())
        .contains(
            "ringdown_bindings{channel=\"scripted\",status=\"active\"} 3.0",
            "ringdown_websocket_clients 7.0",
            "ringdown_lane_depth{channel=\"scripted\"} 0.0",
            "ringdown_circuit_state{channel=\"scripted\"} 0.0");

    deliver(6);
    assertThat(text()).contains("ringdown_circuit_state{channel=\"scripted\"} 2.0");

    time.advance(Duration.ofSeconds(1));
    deliver(1);
    assertThat(text())
        .contains(
            "ringdown_lane_depth{channel=\"scripted\"} 1.0",
            "ringdown_circuit_state{channel=\"scripted\"} 1.0");
  }

  @Test
  void bindingsAreCountedOnceInTenSecondsAndMissingWhileTheDatabaseIsAway() throws IOException {
    text();
    text();
    assertThat(counts).hasValue(1);

    databaseIsAway = true;
    time.advance(Duration.ofSeconds(10));

    assertThat(text()).doesNotContain("ringdown_bindings{").contains("ringdown_websocket_clients");
    text();
    assertThat(counts).hasValue(2);
  }

  @Test
  void openMetricsIsSpokenToWhoAsksForIt() throws IOException {
    var page = this.page.read("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5");

    assertThat(page.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(page.bytes(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
    assertThat(this.page.read("*/*").contentType()).startsWith("text/plain; version=0.0.4");
  }

  private void ended(Duration after, DeliveryOutcome outcome) {
    var delivery = Deliveries.over(ScriptedProvider.CHANNEL, time.instant());
    meters.ended(
        new DeliveryAttempt(delivery, time.instant().plus(after), Duration.ofMillis(100), outcome));
  }

  private void deliver(int times) {
    for (var i = 0; i < times; i++) {
      lanes.all().get(0).deliver(Deliveries.over(ScriptedProvider.CHANNEL, time.instant()));
    }
  }

  @Test
  void isTextWhateverTheReaderWouldRatherHave() throws IOException {
    var protobuf =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
            + "encoding=delimited;q=0.6";

    assertThat(page.read(protobuf).contentType()).startsWith("text/plain");
    assertThat(page.read(protobuf + ",application/openmetrics-text;version=1.0.0").contentType())
        .startsWith("application/openmetrics-text");
    assertThat(new String(page.read(protobuf).bytes(), StandardCharsets.UTF_8))
        .contains("ringdown_websocket_clients 7");
  }

  private String text() throws IOException {
    return new String(page.read(null).bytes(), StandardCharsets.UTF_8);
  }
}
