package io.ringdown.app;

import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialStore;
import io.ringdown.config.RingdownSettings;
import io.ringdown.provider.EndpointLine;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.http.HttpCredentialFormat;
import io.ringdown.provider.http.HttpProvider;
import io.ringdown.provider.webpush.WebPushCredentialFormat;
import io.ringdown.provider.webpush.WebPushProvider;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives the providers that call addresses which registrations name. */
@ApplicationScoped
public class EndpointWaysOut {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  @Inject ScheduledThreadPoolExecutor executor;
  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  HttpProvider http(RingdownSettings settings, CredentialStore credentials, Clock clock) {
    return new HttpProvider(line(settings), credentials, executor, clock);
  }

  void close(@Disposes HttpProvider provider) {
    provider.close();
  }

  @Produces
  @Singleton
  CredentialFormat httpCredentials(SecureRandom random) {
    return new HttpCredentialFormat(random);
  }

  @Produces
  @Singleton
  WebPushProvider webPush(
      RingdownSettings settings, CredentialStore credentials, Clock clock, SecureRandom random) {
    return new WebPushProvider(line(settings), credentials, executor, clock, random);
  }

  void close(@Disposes WebPushProvider provider) {
    provider.close();
  }

  @Produces
  @Singleton
  CredentialFormat webPushCredentials() {
    return new WebPushCredentialFormat();
  }

  private EndpointLine line(RingdownSettings settings) {
    return new EndpointLine(
        executor,
        threads,
        TrustedCertificates.sslContext(Optional.ofNullable(settings.tls().caFile())),
        CONNECT_TIMEOUT,
        settings.http().allowPrivate());
  }
}
