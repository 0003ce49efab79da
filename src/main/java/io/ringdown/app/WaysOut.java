package io.ringdown.app;

import io.ringdown.account.CredentialFormat;
import io.ringdown.account.CredentialStore;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.NodeId;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.BindingGuard;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.CallStore;
import io.ringdown.delivery.DeliveryObserver;
import io.ringdown.delivery.EndedCallGuard;
import io.ringdown.delivery.EndedLegs;
import io.ringdown.delivery.Lease;
import io.ringdown.delivery.LeaseGuard;
import io.ringdown.delivery.OngoingCalls;
import io.ringdown.delivery.OutcomeRecorder;
import io.ringdown.delivery.PushProvider;
import io.ringdown.delivery.RetryPlan;
import io.ringdown.delivery.UnderWay;
import io.ringdown.delivery.alarm.CredentialAlarms;
import io.ringdown.delivery.lane.Lanes;
import io.ringdown.provider.OutboundHttp;
import io.ringdown.provider.TrustedCertificates;
import io.ringdown.provider.external.ExternalProvider;
import io.ringdown.provider.fcm.FcmCredentialFormat;
import io.ringdown.provider.fcm.FcmProvider;
import io.ringdown.provider.hms.HmsCredentialFormat;
import io.ringdown.provider.hms.HmsProvider;
import io.ringdown.provider.websocket.Acknowledgements;
import io.ringdown.provider.websocket.ConnectedClients;
import io.ringdown.provider.websocket.WebSocketProvider;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/** Gives the providers, each in its own lane, and the dispatcher that drives them. */
@ApplicationScoped
public class WaysOut {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_CLIENTS = 20_000;

  @Inject ScheduledThreadPoolExecutor executor;
  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  OutboundHttp http(RingdownSettings settings) {
    return new OutboundHttp(executor, threads, tls(settings), CONNECT_TIMEOUT);
  }

  void close(@Disposes OutboundHttp http) {
    http.close();
  }

  @Produces
  @Singleton
  FcmProvider fcm(
      RingdownSettings settings, CredentialStore credentials, Lease lease, Clock clock) {
    return new FcmProvider(
        settings.fcm().url(),
        line(settings, lease),
        credentials,
        executor,
        clock,
        System::nanoTime);
  }

  void close(@Disposes FcmProvider provider) {
    provider.close();
  }

  @Produces
  @Singleton
  CredentialFormat fcmCredentials() {
    return new FcmCredentialFormat();
  }

  @Produces
  @Singleton
  HmsProvider hms(
      RingdownSettings settings, CredentialStore credentials, Lease lease, Clock clock) {
    var huawei = settings.hms();
    return new HmsProvider(
        huawei.url(),
        huawei.tokenUrl(),
        line(settings, lease),
        credentials,
        executor,
        clock,
        System::nanoTime);
  }

  void close(@Disposes HmsProvider provider) {
    provider.close();
  }

  @Produces
  @Singleton
  CredentialFormat hmsCredentials() {
    return new HmsCredentialFormat();
  }

  @Produces
  @Singleton
  ExternalProvider external() {
    return new ExternalProvider();
  }

  @Produces
  @Singleton
  ConnectedClients clients(BindingStore bindings, NodeId node, Clock clock) {
    return new ConnectedClients(bindings, node, executor, clock, System::nanoTime, MOST_CLIENTS);
  }

  @Produces
  @Singleton
  Acknowledgements acknowledgements(ConnectedClients clients, CallRecords calls, Clock clock) {
    return new Acknowledgements(clients, calls, executor, clock);
  }

  @Produces
  @Singleton
  WebSocketProvider webSocket(ConnectedClients clients, Clock clock) {
    return new WebSocketProvider(clients, clock);
  }

  @Produces
  @Singleton
  Lanes lanes(
      @Any Instance<PushProvider> providers,
      OngoingCalls ongoing,
      EndedLegs ended,
      Lease lease,
      Clock clock) {
    return new Lanes(
        providers.stream()
            .map(provider -> new LeaseGuard(new EndedCallGuard(provider, ended), lease))
            .map(guarded -> new BindingGuard(guarded, ongoing::isStillBound, executor)),
        clock,
        System::nanoTime);
  }

  @Produces
  @Singleton
  CallDispatcher dispatcher(
      Lanes lanes,
      EndedLegs ended,
      OutcomeRecorder recorder,
      UnderWay underWay,
      CredentialAlarms alarms,
      Clock clock,
      RandomGenerator random) {
    var providers =
        lanes.providers().stream()
            .<PushProvider>map(lane -> new EndedCallGuard(lane, ended))
            .toList();
    var dispatcher =
        new CallDispatcher(providers, recorder, new RetryPlan(random), executor, clock, underWay);
    dispatcher.tell(alarms);
    return dispatcher;
  }

  /** For pushes, which only the node may send that holds its lease. */
  private OutboundHttp line(RingdownSettings settings, Lease lease) {
    return new OutboundHttp(executor, threads, tls(settings), CONNECT_TIMEOUT, lease::isHeld);
  }

  private static SSLContext tls(RingdownSettings settings) {
    return TrustedCertificates.sslContext(Optional.ofNullable(settings.tls().caFile()));
  }

  @Produces
  @Singleton
  OutcomeRecorder recorder(CallStore calls, DeliveryObserver observer) {
    // one writes, one settles
    return new OutcomeRecorder(calls, Executors.newScheduledThreadPool(2, threads), observer);
  }

  void end(@Disposes OutcomeRecorder recorder) {
    recorder.end();
  }
}
