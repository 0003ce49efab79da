package io.ringdown.app.metrics;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/** Measures how long a notification's answer takes, whatever the answer is. Thread-safe. */
@Provider
@PreMatching
@ApplicationScoped
public class WebhookMeter implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String PATH = "notificationWebhook";
  private static final String BEGAN = WebhookMeter.class.getName();

  @Inject CallMeters meters;

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().endsWith(PATH)) {
      request.setProperty(BEGAN, System.nanoTime());
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(BEGAN) instanceof Long began) {
      meters.answered(response.getStatus(), Duration.ofNanos(System.nanoTime() - began));
    }
  }
}
