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
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * One version of a credential in use: which app it is for, and a client for each environment, made
 * at its first push and kept open. Each connection has a provider token of its own, made anew
 * within the hour. Thread-safe.
 */
final class ApnsAccess {
  private static final int HTTPS_PORT = 443;
  private static final int CONNECTIONS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final Duration YOUNG = Duration.ofMinutes(20);

  private final String bundleId;
  private final Map<?, ?> alert;
  private final ApnsSigningKey key;
  private final Line line;
  private final Map<ApnsEnvironment, Client> clients = new EnumMap<>(ApnsEnvironment.class);
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

  /**
   * The connections to one environment.
   *
   * @param madeAt when they, and so their first provider tokens, were made
   */
  record Client(ApnsClient apns, Instant madeAt) {}

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
  synchronized Client client(ApnsEnvironment environment, Instant now) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    return clients.computeIfAbsent(environment, made -> new Client(build(made), now));
  }

  /**
   * A client with new provider tokens, in place of one whose token Apple calls too old; the same
   * for all who ask. Nothing when that one's tokens are young: Apple does not want others so soon,
   * and would not believe them either.
   */
  synchronized Optional<Client> renewed(ApnsEnvironment environment, Client old, Instant now) {
    var current = clients.get(environment);
    if (closed || current == null) {
      return Optional.empty();
    }
    if (!current.equals(old)) {
      return Optional.of(current);
    }
    if (now.isBefore(old.madeAt.plus(YOUNG))) {
      return Optional.empty();
    }
    var fresh = new Client(build(environment), now);
    clients.put(environment, fresh);
    // lets what is on its way come to its end
    var unused = old.apns.close();
    return Optional.of(fresh);
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
      var unused = client.apns().close();
    }
    clients.clear();
  }
}
