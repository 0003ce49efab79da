package io.ringdown.provider;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The servers that requests are under way to: counted, so that one that hangs leaves room to
 * others, and with the addresses that were judged before a request was given to the client, which
 * connects to nothing else. The client asks for them on threads that must not wait: those of its
 * connections, or whoever ends a request. Thread-safe; never blocks.
 */
final class CalledServers implements DnsResolver {
  /** The most requests to one server, with those that wait for one of its connections. */
  static final int MOST_OF_ONE = 100;

  /** The most requests to all. */
  static final int MOST = 500;

  private final Map<String, Server> servers = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  /** The name of a server, however it was written. */
  static String name(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  /**
   * Counts a request in, unless too many are in.
   *
   * @param addresses that may be called, as the name server gave them last
   * @return whether it may be made; then it is to {@link #leave}
   */
  boolean enter(String host, InetAddress[] addresses) {
    var all = requests.incrementAndGet();
    // never null: the function gives a server
    var server =
        Objects.requireNonNull(
            servers.compute(
                name(host),
                (name, known) ->
                    new Server(List.of(addresses), known == null ? 1 : known.requests() + 1)));
    if (all > MOST || server.requests() > MOST_OF_ONE) {
      leave(host);
      return false;
    }
    return true;
  }

  /** A request that came in is over. */
  void leave(String host) {
    requests.decrementAndGet();
    servers.computeIfPresent(
        name(host),
        (name, known) ->
            known.requests() == 1 ? null : new Server(known.addresses(), known.requests() - 1));
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var server = servers.get(name(host));
    if (server == null) {
      throw new UnknownHostException("its requests are over");
    }
    return server.addresses().toArray(InetAddress[]::new);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /**
   * A server that is being called.
   *
   * @param addresses that may be called
   * @param requests how many there are
   */
  private record Server(List<InetAddress> addresses, int requests) {}
}
