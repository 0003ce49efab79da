package io.ringdown.provider.websocket;

import io.ringdown.binding.Address;
import io.ringdown.binding.Binding;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStore;
import io.ringdown.binding.BindingStore.Held;
import io.ringdown.binding.NodeId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The clients that are connected to this node. Each has a binding as long as it is here; a client
 * that falls silent, does not read or whose token ends is sent away. Thread-safe.
 */
public final class ConnectedClients {
  /** The connection's access token has ended. */
  static final int TOKEN_EXPIRED = 4401;

  private static final System.Logger LOG = System.getLogger(ConnectedClients.class.getName());
  private static final int SILENT = 4408;
  private static final int REPLACED = 4409;
  private static final int UNBOUND = 4410;
  private static final int NOT_READING = 4413;
  private static final int GOING_AWAY = 1001;
  private static final Duration PING_EVERY = Duration.ofSeconds(20);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(10);

  private final Map<Address, ConnectedClient> clients = new ConcurrentHashMap<>();
  private final Map<Address, BindingSid> bound = new ConcurrentHashMap<>();
  private final Map<BindingSid, Address> current = new ConcurrentHashMap<>();
  private final BindingStore bindings;
  private final NodeId node;
  private final Releaser releaser;
  private final Executor executor;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final int capacity;
  private volatile boolean closing;

  /**
   * @param node this node, which holds the connections
   * @param executor runs what may block: leaving, closing
   * @param clock tells whose token has ended
   * @param nanoTime the monotonic clock, as {@link System#nanoTime}, tells who is silent
   * @param capacity the most clients that may be connected
   */
  public ConnectedClients(
      BindingStore bindings,
      NodeId node,
      Executor executor,
      InstantSource clock,
      LongSupplier nanoTime,
      int capacity) {
    this.bindings = bindings;
    this.node = node;
    this.releaser = new Releaser(bindings, executor);
    this.executor = executor;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.capacity = capacity;
  }

  /** How many clients are connected. */
  public int size() {
    return clients.size();
  }

  /** Whether another client may connect. */
  boolean hasRoom() {
    return !closing && clients.size() < capacity;
  }

  /** Makes room for a client before its binding exists, so that no call can miss it. */
  void expect(Connection connection) {
    clients.put(connection.address(), new ConnectedClient(connection, nanoTime));
  }

  /** The connection has its binding now; an older connection of the same device has to go. */
  void bind(Connection connection, Binding binding) {
    bound.put(connection.address(), binding.sid());
    var former = current.put(binding.sid(), connection.address());
    if (former != null) {
      find(former).ifPresent(client -> dismiss(client, REPLACED, "replaced"));
    }
    if (!clients.containsKey(connection.address())) {
      leave(connection);
    }
  }

  Optional<ConnectedClient> find(Address address) {
    return Optional.ofNullable(clients.get(address));
  }

  /** The binding of a connection, while it lives. */
  Optional<BindingSid> binding(Connection connection) {
    return Optional.ofNullable(bound.get(connection.address()));
  }

  /** The connection has ended: its binding goes, unless a newer connection has taken it over. */
  void leave(Connection connection) {
    var client = clients.remove(connection.address());
    if (client != null) {
      client.close(GOING_AWAY, "");
    }
    var sid = bound.remove(connection.address());
    if (sid == null) {
      return;
    }
    current.remove(sid, connection.address());
    releaser.release(new Held(connection.account(), sid, connection.address()));
  }

  /**
   * Pings, and sends away who is silent, who does not read or whose token has ended. To be called
   * every second or so.
   */
  public void sweep() {
    var now = clock.instant();
    clients.values().forEach(client -> look(client, now));
  }

  /**
   * Makes clients and bindings agree. Sends away whose binding is gone: deleted by somebody,
   * evicted by a limit, or taken over by the same device on another node; they would wait for calls
   * that never come. Releases what nobody holds any more: it ended while the database was away, and
   * its callers would be told that it rings. To be called every few seconds; blocks on the store.
   */
  public void reconcile() {
    var connected = Map.copyOf(current);
    try {
      var held = bindings.heldBy(node);
      var sids = held.stream().map(Held::sid).collect(Collectors.toSet());
      connected.forEach(
          (sid, address) -> {
            if (!sids.contains(sid) && address.equals(current.get(sid))) {
              find(address).ifPresent(client -> dismiss(client, UNBOUND, "unbound"));
            }
          });
      // Who is bound was expected before: whoever is not here now has left, and never comes back.
      held.stream().filter(one -> !clients.containsKey(one.address())).forEach(releaser::release);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "bindings are looked at again: {0}", e.getClass().getName());
    }
  }

  /** Sends all clients away, who may come back: their bindings are gone. */
  public void sendAway() {
    clients.values().forEach(client -> dismiss(client, GOING_AWAY, "connect again"));
  }

  /** Tells all clients to go to another node, and takes no new ones. For the end of the process. */
  public void close() {
    closing = true;
    clients.values().forEach(client -> client.close(GOING_AWAY, "shutting down"));
  }

  private void look(ConnectedClient client, Instant now) {
    var connection = client.connection();
    if (!connection.expiresAt().isAfter(now)) {
      dismiss(client, TOKEN_EXPIRED, "token expired");
    } else if (client.isSilentFor(LONGEST_SILENCE)) {
      dismiss(client, SILENT, "silent");
    } else if (client.isOverrun()) {
      dismiss(client, NOT_READING, "not reading");
    } else if (client.isAttached()) {
      client.pingIfDue(PING_EVERY);
    } else if (client.isSilentFor(LONGEST_HANDSHAKE)) {
      leave(connection);
    }
  }

  private void dismiss(ConnectedClient client, int code, String reason) {
    run(
        () -> {
          client.close(code, reason);
          leave(client.connection());
        });
  }

  private void run(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }
}
