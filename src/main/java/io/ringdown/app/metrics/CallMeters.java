package io.ringdown.app.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.ringdown.binding.Channel;
import io.ringdown.delivery.DeliveryAttempt;
import io.ringdown.delivery.DeliveryObserver;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Accepted;
import io.ringdown.delivery.DeliveryOutcome.BindingGone;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import io.ringdown.delivery.alarm.AlarmObserver;
import io.ringdown.security.SignatureVerdict;
import io.ringdown.security.limit.Door;
import io.ringdown.security.limit.LimitObserver;
import io.ringdown.webhook.RefusalObserver;
import java.time.Duration;

/**
 * The meters of what happens to calls: how Twilio was answered, what was refused, what became of
 * deliveries. No label holds an identity, an address or a credential. Thread-safe.
 */
public final class CallMeters
    implements DeliveryObserver, RefusalObserver, LimitObserver, AlarmObserver {
  private static final double NANOS = 1e9;

  private final Histogram webhooks;
  private final Counter refusals;
  private final Counter limited;
  private final Counter deliveries;
  private final Histogram latencies;
  private final Counter alarms;

  /** Meters that are read from this registry. */
  public CallMeters(PrometheusRegistry registry) {
    webhooks =
        Histogram.builder()
            .name("ringdown_webhook_seconds")
            .help("Time from a notification's arrival to the answer, by the answer's status.")
            .labelNames("status")
            .classicOnly()
            .classicUpperBounds(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5)
            .withoutExemplars()
            .register(registry);
    refusals =
        Counter.builder()
            .name("ringdown_webhook_refusals_total")
            .help("Requests of Twilio's kind that were not believed, by cause.")
            .labelNames("cause")
            .withoutExemplars()
            .register(registry);
    limited =
        Counter.builder()
            .name("ringdown_limited_total")
            .help("What was more than a door takes of one address or person, by door.")
            .labelNames("door")
            .withoutExemplars()
            .register(registry);
    deliveries =
        Counter.builder()
            .name("ringdown_deliveries_total")
            .help("Attempts to deliver, by outcome; one that is deferred is tried again.")
            .labelNames("channel", "outcome")
            .withoutExemplars()
            .register(registry);
    latencies =
        Histogram.builder()
            .name("ringdown_delivery_seconds")
            .help("Time from a notification's arrival to the provider's final answer.")
            .labelNames("channel")
            .classicOnly()
            .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
            .withoutExemplars()
            .register(registry);
    alarms =
        Counter.builder()
            .name("ringdown_credential_alarms_total")
            .help("Credentials that began to fail, by channel and the provider's code.")
            .labelNames("channel", "code")
            .withoutExemplars()
            .register(registry);
    for (var verdict : SignatureVerdict.values()) {
      if (verdict != SignatureVerdict.VALID) {
        refusals.initLabelValues(verdict.label());
      }
    }
  }

  /** A notification was answered. */
  void answered(int status, Duration took) {
    webhooks.labelValues(Integer.toString(status)).observe(took.toNanos() / NANOS);
  }

  @Override
  public void refused(SignatureVerdict verdict) {
    refusals.labelValues(verdict.label()).inc();
  }

  @Override
  public void limited(Door door) {
    limited.labelValues(door.label()).inc();
  }

  @Override
  public void raised(Channel channel, String code) {
    alarms.labelValues(channel.name(), code).inc();
  }

  @Override
  public void ended(DeliveryAttempt attempt) {
    var channel = attempt.delivery().channel().name();
    var outcome = attempt.outcome();
    deliveries.labelValues(channel, outcome.name()).inc();
    if (isFinalAnswer(outcome)) {
      var received = attempt.delivery().call().receivedAt();
      var took = Duration.between(received, attempt.at().plus(attempt.took()));
      latencies.labelValues(channel).observe(Math.max(0, took.toNanos() / NANOS));
    }
  }

  /** Whether a provider said it, and nothing follows. */
  private static boolean isFinalAnswer(DeliveryOutcome outcome) {
    return outcome instanceof Accepted
        || outcome instanceof Refused
        || (outcome instanceof BindingGone gone && !gone.isChanged());
  }
}
