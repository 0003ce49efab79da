package io.ringdown.app;

import io.ringdown.account.audit.AuditLog;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.Lease;
import io.ringdown.delivery.UnderWay;
import io.ringdown.delivery.event.EventStore;
import io.ringdown.delivery.node.ExpiryStore;
import io.ringdown.delivery.node.Heartbeat;
import io.ringdown.delivery.node.Housekeeping;
import io.ringdown.delivery.node.NodeSignals;
import io.ringdown.delivery.node.NodeStore;
import io.ringdown.delivery.node.NodeWatch;
import io.ringdown.delivery.node.OwedStore;
import io.ringdown.delivery.node.Recovery;
import io.ringdown.delivery.node.Rounds;
import io.ringdown.provider.websocket.ConnectedClients;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;

/** Gives what nodes stand in for each other with. */
@ApplicationScoped
public class Nodes {
  private static final int MOST_UNDER_WAY = 50_000;
  private static final int ROUND_THREADS = 3;

  @Resource ManagedThreadFactory threads;

  @Produces
  @Singleton
  Lease lease(RingdownSettings settings) {
    return new Lease(NodeWatch.silence(settings.delivery().takeover()), System::nanoTime);
  }

  @Produces
  @Singleton
  UnderWay underWay(Lease lease) {
    return new UnderWay(MOST_UNDER_WAY, lease);
  }

  @Produces
  @Singleton
  NodeWatch watch(
      RingdownSettings settings,
      NodeStore nodes,
      OwedStore owed,
      ExpiryStore expiry,
      EventStore events,
      AuditLog audit,
      NodeSignals signals,
      Lease lease,
      UnderWay underWay,
      CallDispatcher dispatcher,
      ConnectedClients clients,
      Clock clock) {
    var delivery = settings.delivery();
    var recovery = new Recovery(owed, underWay, dispatcher, clock);
    // Threads of their own: the shared ones are all taken when the node is at its busiest.
    var pulse = new Rounds(Executors.newScheduledThreadPool(1, threads));
    var rounds = new Rounds(Executors.newScheduledThreadPool(ROUND_THREADS, threads));
    return new NodeWatch(
        new Heartbeat(nodes, lease, underWay, recovery, rounds, clients::sendAway),
        nodes,
        recovery,
        new Housekeeping(
            expiry,
            events,
            audit,
            clock,
            delivery.keepCalls(),
            delivery.keepInvalidBindings(),
            settings.audit().keep()),
        signals,
        pulse,
        rounds,
        delivery.takeover());
  }
}
