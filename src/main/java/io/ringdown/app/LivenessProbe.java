package io.ringdown.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Says that the process runs. */
@Liveness
@ApplicationScoped
public class LivenessProbe implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.up("ringdown");
  }
}
