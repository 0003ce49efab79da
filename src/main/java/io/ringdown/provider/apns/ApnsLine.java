package io.ringdown.provider.apns;

import io.netty.channel.nio.NioEventLoopGroup;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.PushCredential;
import io.ringdown.provider.OpenCredentials;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * What the providers for Apple share: the threads of the connections, and the clients of each
 * credential. A credential that was changed, or is not used any more, keeps its clients for a
 * minute, for what is still on its way. Thread-safe; closed after the providers.
 */
public final class ApnsLine implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ApnsLine.class.getName());
  private static final int THREADS = 2;
  private static final Duration AFTERGLOW = Duration.ofMinutes(1);

  private final NioEventLoopGroup loops;
  private final ApnsAccess.Line line;
  private final OpenCredentials<ApnsAccess> credentials;
  private final ScheduledExecutorService executor;
  private final Set<ApnsAccess> opened = ConcurrentHashMap.newKeySet();

  /**
   * @param production where Apple listens for apps from its store
   * @param sandbox where it listens for apps under development
   * @param authorities whom to believe that it is Apple
   * @param executor may block in the store
   * @param threads makes the threads of the connections
   */
  public ApnsLine(
      URI production,
      URI sandbox,
      List<X509Certificate> authorities,
      CredentialStore store,
      ScheduledExecutorService executor,
      ThreadFactory threads,
      InstantSource clock) {
    this.loops = new NioEventLoopGroup(THREADS, threads);
    this.line =
        new ApnsAccess.Line(
            Map.of(ApnsEnvironment.PRODUCTION, production, ApnsEnvironment.SANDBOX, sandbox),
            authorities,
            loops);
    this.executor = executor;
    this.credentials =
        new OpenCredentials<>(
            store, executor, clock, ApnsCredentialFormat.TYPE, this::openForLong, this::closeSoon);
  }

  OpenCredentials<ApnsAccess> credentials() {
    return credentials;
  }

  /** Opens a credential for one use; to be closed. */
  Optional<ApnsAccess> open(PushCredential credential) {
    return ApnsAccess.open(credential, line);
  }

  private Optional<ApnsAccess> openForLong(PushCredential credential) {
    var access = open(credential);
    access.ifPresent(opened::add);
    return access;
  }

  private void closeSoon(ApnsAccess access) {
    try {
      var unused = executor.schedule(() -> close(access), AFTERGLOW.toSeconds(), TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the executor is closed, and all connections will soon be");
    }
  }

  private void close(ApnsAccess access) {
    opened.remove(access);
    access.close();
  }

  @Override
  public void close() {
    opened.forEach(this::close);
    var unused = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }
}
