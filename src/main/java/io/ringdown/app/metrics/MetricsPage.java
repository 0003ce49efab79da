package io.ringdown.app.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.ringdown.binding.BindingCensus;
import io.ringdown.delivery.lane.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured, as Prometheus reads it. What stands still between two readings is
 * asked for at each. Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus:
 *     exposition formats</a>
 */
public final class MetricsPage {
  private final PrometheusRegistry registry;
  private final ExpositionFormats formats = ExpositionFormats.init();

  /**
   * @param clients how many clients are connected
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}
   */
  public MetricsPage(
      PrometheusRegistry registry,
      Lanes lanes,
      IntSupplier clients,
      BindingCensus census,
      LongSupplier nanoTime) {
    this.registry = registry;
    var counted = new CachedCensus(census, nanoTime);
    GaugeWithCallback.builder()
        .name("ringdown_bindings")
        .help("Bindings in the database, of all accounts; some seconds old.")
        .labelNames("channel", "status")
        .callback(
            gauge ->
                counted
                    .count()
                    .forEach(
                        count ->
                            gauge.call(
                                (double) count.bindings(),
                                count.channel().name(),
                                count.status().name().toLowerCase(Locale.ROOT))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ringdown_websocket_clients")
        .help("Clients that are connected to this node.")
        .callback(gauge -> gauge.call(clients.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ringdown_lane_depth")
        .help("Deliveries that are under way or wait for their turn.")
        .labelNames("channel")
        .callback(gauge -> lanes.all().forEach(l -> gauge.call(l.depth(), l.channel().name())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ringdown_circuit_state")
        .help("The worst circuit of the channel: 0 closed, 1 half-open, 2 open.")
        .labelNames("channel")
        .callback(
            gauge ->
                lanes.all().forEach(l -> gauge.call(l.circuit().severity(), l.channel().name())))
        .register(registry);
  }

  /**
   * The page as text, in OpenMetrics for a reader who understands that.
   *
   * @param accept the reader's {@code Accept}
   */
  Page read(@Nullable String accept) throws IOException {
    var openMetrics = formats.getOpenMetricsTextFormatWriter();
    ExpositionFormatWriter writer =
        openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    var bytes = new ByteArrayOutputStream();
    writer.write(bytes, registry.scrape());
    return new Page(writer.getContentType(), bytes.toByteArray());
  }

  /** What is sent. */
  @SuppressWarnings("ArrayRecordComponent")
  record Page(String contentType, byte[] bytes) {}
}
