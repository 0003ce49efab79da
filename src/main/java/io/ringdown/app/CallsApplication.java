package io.ringdown.app;

import io.ringdown.app.metrics.WebhookMeter;
import io.ringdown.rest.ProblemMapper;
import io.ringdown.webhook.NotificationWebhookResource;
import io.ringdown.webhook.StatusCallbackResource;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** What Twilio calls, under {@code /calls}. */
@ApplicationPath("calls")
public class CallsApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        NotificationWebhookResource.class,
        StatusCallbackResource.class,
        WebhookMeter.class,
        ProblemMapper.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    return RestProperties.ALL;
  }
}
