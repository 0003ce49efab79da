package io.ringdown.app.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.ringdown.binding.BindingCensus;
import io.ringdown.delivery.lane.Lanes;
import io.ringdown.provider.websocket.ConnectedClients;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the meters and the page, over a registry that ends with the application. */
@ApplicationScoped
public class MetricsBeans {
  @Produces
  @Singleton
  PrometheusRegistry registry() {
    return new PrometheusRegistry();
  }

  @Produces
  @Singleton
  CallMeters meters(PrometheusRegistry registry) {
    return new CallMeters(registry);
  }

  @Produces
  @Singleton
  MetricsPage page(
      PrometheusRegistry registry, Lanes lanes, ConnectedClients clients, BindingCensus census) {
    return new MetricsPage(registry, lanes, clients::size, census, System::nanoTime);
  }
}
