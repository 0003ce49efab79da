package io.ringdown.app;

import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.ConfiguredAccount;
import io.ringdown.account.Secret;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.config.AccountSettings;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.AwaitedAnswers;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallEndings;
import io.ringdown.delivery.OutcomeRecorder;
import io.ringdown.delivery.UnderWay;
import io.ringdown.delivery.event.EventFeed;
import io.ringdown.delivery.node.NodeStore;
import io.ringdown.delivery.node.NodeWatch;
import io.ringdown.delivery.node.Rounds;
import io.ringdown.provider.websocket.ConnectedClients;
import io.ringdown.security.AdminTokens;
import io.ringdown.storage.account.KeyRotation;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;

/** Starts the service when the container has deployed it, and ends it before it is gone. */
@Singleton
@Startup
@DependsOn("SchemaService")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Lifecycle {
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

  private static final int ROUNDS_AT_STOP = 25;
  private static final Duration ROUND_AT_STOP = Duration.ofMillis(200);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration RECONCILE_EVERY = Duration.ofSeconds(5);
  private static final Duration RESEAL_EVERY = Duration.ofSeconds(15);

  /** How many rounds are begun here. */
  static final int ROUNDS = 4;

  @Inject RingdownSettings settings;
  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject AdminTokens adminTokens;
  @Inject KeyRotation rotation;
  @Inject ConnectedClients clients;
  @Inject CallDispatcher dispatcher;
  @Inject AwaitedAnswers answers;
  @Inject OutcomeRecorder recorder;
  @Inject CallEndings endings;
  @Inject UnderWay underWay;
  @Inject NodeWatch watch;
  @Inject Rounds rounds;
  @Inject EventFeed events;
  @Inject NodeStore nodes;
  @Inject NodeId node;
  @Inject Clock clock;
  @Inject ServiceState state;
  private boolean stopped;

  /** Puts everything in place before the first request is taken. */
  @PostConstruct
  public void start() {
    rotation.check();
    bindings.releaseAll(node);
    var configured = settings.account();
    if (configured != null) {
      apply(configured);
    }
    var firstToken = adminTokens.firstStart();
    events.start();
    watch.start();
    rounds.every(SECOND, clients::sweep);
    rounds.every(RECONCILE_EVERY, clients::reconcile);
    rounds.every(SECOND, endings::sweep);
    rounds.every(SECOND, RESEAL_EVERY, rotation::round);
    firstToken.ifPresent(
        token ->
            LOG.log(
                Level.INFO,
                "RD-7002 the admin token, shown this once and kept only as a hash: {0}",
                token.reveal()));
    state.started();
    LOG.log(Level.INFO, "RD-7001 node {0} is ready to ring", node);
  }

  /**
   * Takes nothing new, sends the clients to another node, lets what is at a provider come to its
   * end, and leaves the rest to the other nodes or to the next start. Called by {@link Farewell},
   * and by the container in case the application never got as far as that; once is enough.
   */
  @PreDestroy
  public void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    state.ended();
    dispatcher.close();
    clients.close();
    rounds.end();
    finish();
    answers.close();
    events.close();
    watch.stop();
    leave();
    LOG.log(Level.INFO, "RD-7003 node {0} has stopped", node);
  }

  private void finish() {
    try {
      for (var left = ROUNDS_AT_STOP; left > 0; left--) {
        if (underWay.awaitNone(ROUND_AT_STOP)) {
          return;
        }
        // The container may have ended its executors, with which this happens otherwise.
        recorder.close();
      }
      LOG.log(Level.INFO, "RD-3016 {0} deliveries are left to others", underWay.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    underWay.giveUp();
    recorder.close();
  }

  private void leave() {
    try {
      nodes.leave();
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-3017 the node could not be signed off; others take over when it is silent: {0}",
          e.getClass().getName());
    }
  }

  private void apply(AccountSettings configured) {
    var sid = new AccountSid(configured.sid());
    var key = configured.apiKey();
    var given =
        new ConfiguredAccount(
            sid,
            new Secret(configured.authToken()),
            key == null ? null : new ApiKey(key.sid(), new Secret(key.secret())));
    given.missingFrom(accounts.find(sid), clock.instant()).ifPresent(accounts::put);
  }
}
