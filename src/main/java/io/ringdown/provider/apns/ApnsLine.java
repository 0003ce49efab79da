package io.ringdown.provider.apns;

import io.netty.channel.nio.NioEventLoopGroup;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.PushCredential;
import io.ringdown.provider.OpenCredentials;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * What the providers for Apple share: the threads of the connections, and the clients of each
 * credential. A credential that was changed keeps its old clients for a minute, for what is still
 * on its way. Thread-safe; closed after the providers.
 */
public final class ApnsLine implements AutoCloseable {
  private static final int THREADS = 2;
  private static final Duration AFTERGLOW = Duration.ofMinutes(1);

  private final NioEventLoopGroup loops;
  private final ApnsAccess.Line line;
  private final OpenCredentials<ApnsAccess> credentials;
  private final ScheduledExecutorService executor;
  private final Map<String, Opened> opened = new HashMap<>();

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
        new OpenCredentials<>(store, executor, clock, ApnsCredentialFormat.TYPE, this::reuse);
  }

  OpenCredentials<ApnsAccess> credentials() {
    return credentials;
  }

  /** Opens a credential for one use; to be closed. */
  Optional<ApnsAccess> open(PushCredential credential) {
    return ApnsAccess.open(credential, line);
  }

  /** The clients that this version has already, or new ones. */
  private synchronized Optional<ApnsAccess> reuse(PushCredential credential) {
    var sid = credential.sid().value();
    var known = opened.get(sid);
    if (known != null && known.version == credential.version()) {
      return Optional.of(known.access);
    }
    var fresh = open(credential);
    if (known != null) {
      var unused = executor.schedule(known.access::close, AFTERGLOW.toSeconds(), TimeUnit.SECONDS);
      opened.remove(sid);
    }
    fresh.ifPresent(access -> opened.put(sid, new Opened(credential.version(), access)));
    return fresh;
  }

  @Override
  public synchronized void close() {
    opened.values().forEach(one -> one.access.close());
    opened.clear();
    var unused = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }

  private record Opened(long version, ApnsAccess access) {}
}
