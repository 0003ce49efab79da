package io.ringdown.app;

import io.ringdown.account.AccountStore;
import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.admin.CredentialReader;
import io.ringdown.binding.BindingStore;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.AwaitedAnswers;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallEndings;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.LateRinging;
import io.ringdown.delivery.PushProvider;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.registration.FilterReader;
import io.ringdown.registration.Prober;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.registration.transfer.ImportSlots;
import io.ringdown.security.AccessTokenVerifier;
import io.ringdown.security.AdminTokens;
import io.ringdown.security.CallerVerifier;
import io.ringdown.security.ClientAddress;
import io.ringdown.security.PublicUrl;
import io.ringdown.security.TwilioSignature;
import io.ringdown.security.limit.DoorLimits;
import io.ringdown.security.limit.KnownTokens;
import io.ringdown.security.limit.LimitObserver;
import io.ringdown.security.oidc.OidcVerifier;
import io.ringdown.webhook.NotificationReceiver;
import io.ringdown.webhook.RefusalLog;
import io.ringdown.webhook.RefusalObserver;
import io.ringdown.webhook.StatusReceiver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Gives what the doors think with. */
@ApplicationScoped
public class Doors {
  private static final Duration ISSUER_TIMEOUT = Duration.ofSeconds(3);

  @Produces
  @Singleton
  PublicUrl publicUrl(RingdownSettings settings) {
    return new PublicUrl(settings.webhook());
  }

  @Produces
  @Singleton
  ClientAddress clientAddress(RingdownSettings settings) {
    return new ClientAddress(settings.webhook());
  }

  @Produces
  @Singleton
  DoorLimits limits(RingdownSettings settings, SecureRandom random, LimitObserver observer) {
    return new DoorLimits(settings.limits(), random.nextLong(), System::nanoTime, observer);
  }

  @Produces
  @Singleton
  KnownTokens knownTokens() {
    return new KnownTokens();
  }

  @Produces
  @Singleton
  AdminTokens adminTokens(
      RingdownSettings settings, AdminTokenStore store, SecureRandom random, Clock clock) {
    return new AdminTokens(settings.admin(), store, random, clock);
  }

  @Produces
  @Singleton
  CallerVerifier callers(
      AdminTokens adminTokens,
      AccountStore accounts,
      RingdownSettings settings,
      OutboundHttp http,
      KnownTokens known,
      Clock clock) {
    var oidc = settings.oidc();
    return new CallerVerifier(
        adminTokens,
        new AccessTokenVerifier(accounts, clock),
        oidc == null
            ? null
            : new OidcVerifier(
                oidc, url -> http.document(url, ISSUER_TIMEOUT), clock, System::nanoTime),
        known);
  }

  @Produces
  @Singleton
  NotificationReceiver notifications(
      RingdownSettings settings,
      AccountStore accounts,
      CallStore calls,
      CallDispatcher dispatcher,
      AwaitedAnswers answers,
      LateRinging late,
      RefusalObserver refusals,
      DoorLimits limits,
      Clock clock,
      RandomGenerator random) {
    return new NotificationReceiver(
        accounts,
        new TwilioSignature(),
        settings.webhook().requireBodyHash(),
        calls,
        dispatcher,
        answers,
        late,
        refusals,
        new RefusalLog(limits),
        clock,
        random);
  }

  @Produces
  @Singleton
  StatusReceiver statuses(
      AccountStore accounts, CallEndings endings, RefusalObserver refusals, DoorLimits limits) {
    return new StatusReceiver(
        accounts, new TwilioSignature(), endings, refusals, new RefusalLog(limits));
  }

  @Produces
  @Singleton
  RegistrationReader registrations(
      @Any Instance<PushProvider> providers, CredentialStore credentials, Clock clock) {
    return new RegistrationReader(providers, credentials, clock);
  }

  @Produces
  @Singleton
  FilterReader filters(RegistrationReader registrations) {
    return new FilterReader(registrations);
  }

  @Produces
  @Singleton
  ImportSlots imports() {
    return new ImportSlots();
  }

  @Produces
  @Singleton
  Prober prober(
      @Any Instance<PushProvider> providers,
      BindingStore bindings,
      CredentialStore credentials,
      Clock clock) {
    return new Prober(providers, bindings, credentials, clock);
  }

  @Produces
  @Singleton
  CredentialReader credentials(
      @Any Instance<CredentialFormat> formats, Clock clock, RandomGenerator random) {
    return new CredentialReader(formats, clock, random);
  }
}
