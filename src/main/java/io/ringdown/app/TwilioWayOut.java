package io.ringdown.app;

import io.ringdown.account.twilio.TwilioConfigurator;
import io.ringdown.config.RingdownSettings;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.twilio.TwilioClientConfigurations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Gives the way to Twilio's own API. */
@ApplicationScoped
public class TwilioWayOut {
  @Produces
  @Singleton
  TwilioConfigurator twilio(RingdownSettings settings, OutboundHttp http, Clock clock) {
    return new TwilioClientConfigurations(http, settings.twilio().apiUrl(), clock);
  }
}
