package io.ringdown.app;

import io.ringdown.account.CredentialFailureStore;
import io.ringdown.delivery.PushProvider;
import io.ringdown.delivery.alarm.AlarmObserver;
import io.ringdown.delivery.alarm.CredentialAlarms;
import io.ringdown.delivery.event.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives what tells operators of trouble that only they can end. */
@ApplicationScoped
public class Alarms {
  @Inject ScheduledThreadPoolExecutor executor;

  @Produces
  @Singleton
  CredentialAlarms credentialAlarms(
      @Any Instance<PushProvider> providers,
      CredentialFailureStore failures,
      EventLog events,
      AlarmObserver observer,
      Clock clock) {
    return new CredentialAlarms(
        providers, failures, events, observer, executor, clock, System::nanoTime);
  }
}
