package io.ringdown.app;

import io.ringdown.account.CredentialFailureStore;
import io.ringdown.account.CredentialStore;
import io.ringdown.binding.BindingStore;
import io.ringdown.delivery.CallRecords;
import io.ringdown.delivery.event.EventFeed;
import io.ringdown.delivery.event.EventLog;
import io.ringdown.delivery.event.EventRecorder;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.Rounds;
import io.ringdown.delivery.node.SignalTopic;
import io.ringdown.registration.EventDocuments;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Gives what events are kept and told with. */
@ApplicationScoped
public class Events {
  @Inject ScheduledThreadPoolExecutor executor;
  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  EventLog log(EventStore store, NodeSignals signals, Clock clock) {
    return new EventRecorder(store, executor, clock, () -> signals.tellAll(SignalTopic.EVENTS, ""));
  }

  @Produces
  @Singleton
  EventFeed feed(
      EventStore store,
      CallRecords calls,
      BindingStore bindings,
      CredentialStore credentials,
      CredentialFailureStore failures,
      NodeSignals signals) {
    var feed =
        new EventFeed(
            store,
            new Rounds(Executors.newScheduledThreadPool(1, threads)),
            new EventDocuments(calls, bindings, credentials, failures));
    signals.listen(SignalTopic.EVENTS, text -> feed.look());
    return feed;
  }
}
