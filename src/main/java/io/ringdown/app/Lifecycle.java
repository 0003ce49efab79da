package io.ringdown.app;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountStore;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.NodeId;
import io.ringdown.call.AccountSid;
import io.ringdown.config.AccountSettings;
import io.ringdown.config.RingdownSettings;
import io.ringdown.delivery.CallDispatcher;
import io.ringdown.delivery.CallEndings;
import io.ringdown.delivery.OutcomeRecorder;
import io.ringdown.provider.websocket.ConnectedClients;
import io.ringdown.security.AdminTokens;
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
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts the service when the container has deployed it, and ends it before it is gone. */
@Singleton
@Startup
@DependsOn("SchemaService")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Lifecycle {
  private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

  @Inject ScheduledThreadPoolExecutor executor;
  @Inject RingdownSettings settings;
  @Inject AccountStore accounts;
  @Inject BindingStore bindings;
  @Inject AdminTokens adminTokens;
  @Inject ConnectedClients clients;
  @Inject CallDispatcher dispatcher;
  @Inject OutcomeRecorder recorder;
  @Inject CallEndings endings;
  @Inject NodeId node;
  @Inject Clock clock;
  private @Nullable ScheduledFuture<?> sweeping;
  private @Nullable ScheduledFuture<?> lookingForEndings;

  /** Puts everything in place before the first request is taken. */
  @PostConstruct
  public void start() {
    bindings.releaseAll(node);
    var configured = settings.account();
    if (configured != null) {
      accounts.put(account(configured));
    }
    var firstToken = adminTokens.firstStart();
    sweeping = executor.scheduleWithFixedDelay(clients::sweep, 1, 1, TimeUnit.SECONDS);
    lookingForEndings = executor.scheduleWithFixedDelay(endings::sweep, 1, 1, TimeUnit.SECONDS);
    firstToken.ifPresent(
        token ->
            LOG.log(
                Level.INFO,
                "RD-7002 the admin token, shown this once and kept only as a hash: {0}",
                token.reveal()));
    LOG.log(Level.INFO, "RD-7001 node {0} is ready to ring", node);
  }

  /** Sends the clients to another node and writes down what became of their calls. */
  @PreDestroy
  public void stop() {
    if (sweeping != null) {
      sweeping.cancel(false);
    }
    if (lookingForEndings != null) {
      lookingForEndings.cancel(false);
    }
    dispatcher.close();
    clients.close();
    recorder.close();
    LOG.log(Level.INFO, "RD-7003 node {0} has stopped", node);
  }

  private Account account(AccountSettings configured) {
    var sid = new AccountSid(configured.sid());
    var before = accounts.find(sid);
    var key = configured.apiKey();
    var now = clock.instant();
    return new Account(
        sid,
        before.map(Account::friendlyName).orElse(null),
        List.of(new Secret(configured.authToken())),
        key == null ? List.of() : List.of(new ApiKey(key.sid(), new Secret(key.secret()))),
        before.map(Account::policy).orElse(AccountPolicy.DEFAULT),
        before.map(Account::created).orElse(now),
        now);
  }
}
