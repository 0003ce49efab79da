package io.ringdown.app;

import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialStore;
import io.ringdown.config.RingdownSettings;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.apns.ApnsCredentialFormat;
import io.ringdown.provider.apns.ApnsLine;
import io.ringdown.provider.apns.ApnsProvider;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives the providers for Apple devices. */
@ApplicationScoped
public class ApnsWaysOut {
  @Inject ScheduledThreadPoolExecutor executor;
  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  ApnsLine line(RingdownSettings settings, CredentialStore credentials, Clock clock) {
    return new ApnsLine(
        settings.apns().production(),
        settings.apns().sandbox(),
        TrustedCertificates.authorities(Optional.ofNullable(settings.tls().caFile())),
        credentials,
        executor,
        threads,
        clock);
  }

  void close(@Disposes ApnsLine line) {
    line.close();
  }

  @Produces
  @Singleton
  @Named("apns-voip")
  ApnsProvider voip(ApnsLine line, Clock clock) {
    return ApnsProvider.voip(line, executor, clock);
  }

  @Produces
  @Singleton
  @Named("apns")
  ApnsProvider alert(ApnsLine line, Clock clock) {
    return ApnsProvider.alert(line, executor, clock);
  }

  void close(@Disposes @Named("apns-voip") ApnsProvider voip) {
    voip.close();
  }

  void closeAlert(@Disposes @Named("apns") ApnsProvider alert) {
    alert.close();
  }

  @Produces
  @Singleton
  CredentialFormat apnsCredentials() {
    return new ApnsCredentialFormat();
  }
}
