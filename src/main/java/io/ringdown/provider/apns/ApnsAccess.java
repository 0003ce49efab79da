package io.ringdown.provider.apns;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import io.netty.channel.EventLoopGroup;
import io.ringdown.account.PushCredential;
import io.ringdown.account.Secret;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * One version of a credential in use: which app it is for, and a client for each environment, made
 * at its first push and kept open. Each client has one provider token, made anew within the hour.
 * Thread-safe.
 */
final class ApnsAccess {
  private static final int HTTPS_PORT = 443;
  private static final int CONNECTIONS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final String bundleId;
  private final Map<?, ?> alert;
  private final ApnsSigningKey key;
  private final Line line;
  private final Map<ApnsEnvironment, ApnsClient> clients = new EnumMap<>(ApnsEnvironment.class);
  private boolean closed;

  private ApnsAccess(String bundleId, Map<?, ?> alert, ApnsSigningKey key, Line line) {
    this.bundleId = bundleId;
    this.alert = alert;
    this.key = key;
    this.line = line;
  }

  /**
   * What all clients share.
   *
   * @param authorities whom to believe that it is Apple
   */
  record Line(
      Map<ApnsEnvironment, URI> servers, List<X509Certificate> authorities, EventLoopGroup loops) {}

  /** Opens a credential; nothing when it is of no use. */
  static Optional<ApnsAccess> open(PushCredential credential, Line line) {
    var shown = credential.content().shown();
    var secret = credential.content().secrets().get(ApnsCredentialFormat.PRIVATE_KEY);
    var pem = Optional.ofNullable(secret).map(Secret::reveal).flatMap(EcPem::parse);
    if (pem.isEmpty()
        || !(shown.get(ApnsCredentialFormat.BUNDLE_ID) instanceof String bundle)
        || !(shown.get(ApnsCredentialFormat.TEAM_ID) instanceof String team)
        || !(shown.get(ApnsCredentialFormat.KEY_ID) instanceof String keyId)) {
      return Optional.empty();
    }
    var alert = shown.get(ApnsCredentialFormat.ALERT) instanceof Map<?, ?> map ? map : Map.of();
    try {
      return Optional.of(
          new ApnsAccess(bundle, alert, new ApnsSigningKey(keyId, team, pem.get()), line));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  String bundleId() {
    return bundleId;
  }

  /** What the credential says about an alert, or what is usual. */
  String alertText(String member, String usual) {
    return alert.get(member) instanceof String text ? text : usual;
  }

  /**
   * The client for an environment.
   *
   * @throws IllegalStateException when it is closed, or this Java runtime has no TLS
   */
  synchronized ApnsClient client(ApnsEnvironment environment) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return clients.computeIfAbsent(environment, this::build);
  }

  private ApnsClient build(ApnsEnvironment environment) {
    var server = line.servers.get(environment);
    if (server == null) {
      throw new IllegalStateException("no server for " + environment.word());
    }
    try {
      return new ApnsClientBuilder()
          .setApnsServer(server.getHost(), server.getPort() < 0 ? HTTPS_PORT : server.getPort())
          .setTrustedServerCertificateChain(line.authorities.toArray(new X509Certificate[0]))
          .setSigningKey(key)
          .setEventLoopGroup(line.loops)
          .setConcurrentConnections(CONNECTIONS)
          .setConnectionTimeout(CONNECT_TIMEOUT)
          .setGracefulShutdownTimeout(LAST_WORDS)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java runtime cannot set up TLS", e);
    }
  }

  /** Ends its connections. */
  synchronized void close() {
    closed = true;
    for (var client : clients.values()) {
      var unused = client.close();
    }
    clients.clear();
  }
}
