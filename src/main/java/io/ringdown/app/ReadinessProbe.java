package io.ringdown.app;

import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.lane.Lanes;
import io.ringdown.storage.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says whether calls are taken: the database answers, and the node is not about to stop. */
@Readiness
@ApplicationScoped
public class ReadinessProbe implements HealthCheck {
  @Inject Database database;
  @Inject CallDispatcher dispatcher;
  @Inject Lanes lanes;
  @Inject ServiceState state;

  @Override
  public HealthCheckResponse call() {
    if (!state.isStarted()) {
      return HealthCheckResponse.named("ringdown").down().build();
    }
    var answers = database.answers();
    var response =
        HealthCheckResponse.named("ringdown")
            .withData("database", answers ? "up" : "down")
            .withData("deliveries_under_way", dispatcher.underWay())
            .status(answers && dispatcher.hasRoom());
    for (var lane : lanes.all()) {
      if (lane.credentialType().isPresent()) {
        response.withData(
            "circuit_" + lane.channel(), lane.circuit().name().toLowerCase(Locale.ROOT));
      }
    }
    return response.build();
  }
}
