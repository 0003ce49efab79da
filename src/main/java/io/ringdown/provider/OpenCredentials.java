package io.ringdown.provider;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.call.AccountSid;
import io.ringdown.delivery.DeliveryOutcome;
import io.ringdown.delivery.DeliveryOutcome.Deferred;
import io.ringdown.delivery.DeliveryOutcome.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The credentials of one type in use, the newest version of each that anybody has named. The store
 * is asked on the executor, once for all who wait for the same version. What nobody used for a
 * while is forgotten, so that keys of deleted credentials leave the memory; what is in use stays,
 * with the access tokens it holds. Thread-safe; its stages never fail.
 */
public final class OpenCredentials<T> {
  /** What a delivery comes to whose credential is gone. */
  public static final Refused MISSING =
      new Refused("credential_missing", "the binding's credential does not exist");

  private static final Logger LOG = System.getLogger(OpenCredentials.class.getName());
  private static final Duration KEPT_UNUSED = Duration.ofHours(1);

  private final CredentialStore store;
  private final Executor executor;
  private final InstantSource clock;
  private final CredentialType type;
  private final Function<PushCredential, Optional<T>> open;
  private final Consumer<T> forgotten;
  private final Map<Key, Entry<T>> entries = new HashMap<>();

  /**
   * @param open makes of a credential what the provider uses; nothing when it is of no use
   */
  public OpenCredentials(
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      CredentialType type,
      Function<PushCredential, Optional<T>> open) {
    this(store, executor, clock, type, open, access -> {});
  }

  /**
   * @param open makes of a credential what the provider uses; nothing when it is of no use
   * @param forgotten is told what nobody is given any more, as it was not used or another version
   *     came; some may use it still
   */
  public OpenCredentials(
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      CredentialType type,
      Function<PushCredential, Optional<T>> open,
      Consumer<T> forgotten) {
    this.store = store;
    this.executor = executor;
    this.clock = clock;
    this.type = type;
    this.open = open;
    this.forgotten = forgotten;
  }

  /** What a credential gives: access, or what its lack means for a delivery. */
  public sealed interface Found<T> {
    /** It can be used. */
    record Usable<T>(T access) implements Found<T> {}

    /** It cannot. */
    record Unusable<T>(DeliveryOutcome outcome) implements Found<T> {}
  }

  /** The credential in the version named or a newer one. */
  public CompletionStage<Found<T>> find(AccountSid account, CredentialRef ref) {
    Key key = new Key(account, ref.sid());
    Entry<T> mine;
    synchronized (entries) {
      Instant now = clock.instant();
      Entry<T> known = entries.get(key);
      if (known != null && known.version >= ref.version() && !known.isIdle(now)) {
        known.usedAt = now;
        return known.found;
      }
      mine = new Entry<>(ref.version(), now, new CompletableFuture<>());
      forgetIdle(now);
      Optional.ofNullable(entries.put(key, mine)).ifPresent(this::leave);
    }
    try {
      executor.execute(() -> load(key, mine));
    } catch (RuntimeException rejected) {
      forget(key, mine);
      mine.found.complete(
          new Found.Unusable<>(new Deferred(Optional.empty(), "overloaded", "no thread was free")));
    }
    return mine.found;
  }

  private void load(Key key, Entry<T> mine) {
    Loaded<T> loaded = read(key);
    if (loaded.found instanceof Found.Usable<T>) {
      rise(key, mine, loaded.version);
    } else {
      forget(key, mine);
    }
    mine.found.complete(loaded.found);
  }

  private Loaded<T> read(Key key) {
    Optional<PushCredential> credential;
    try {
      credential = store.find(key.account, key.sid);
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "RD-4003 cannot load credential {0} at the moment: {1}",
          key.sid,
          e.getClass().getName());
      return unusable(
          new Deferred(
              Optional.empty(), "credential_unavailable", "the credential cannot be loaded now"));
    }
    if (credential.isEmpty()) {
      return unusable(MISSING);
    }
    Optional<T> opened = credential.filter(c -> c.type().equals(type)).flatMap(open);
    if (opened.isEmpty()) {
      LOG.log(Level.ERROR, "RD-4004 credential {0} is no usable {1} credential", key.sid, type);
      return unusable(
          new Refused("credential_unusable", "the credential is no usable one of its channel"));
    }
    return new Loaded<>(credential.get().version(), new Found.Usable<>(opened.get()));
  }

  private static <T> Loaded<T> unusable(DeliveryOutcome outcome) {
    return new Loaded<>(0, new Found.Unusable<>(outcome));
  }

  /** Notes that the store had another version than the one asked for. */
  private void rise(Key key, Entry<T> mine, long version) {
    synchronized (entries) {
      entries.replace(key, mine, new Entry<>(version, mine.usedAt, mine.found));
    }
  }

  private void forgetIdle(Instant now) {
    for (var all = entries.values().iterator(); all.hasNext(); ) {
      var entry = all.next();
      if (entry.isIdle(now)) {
        all.remove();
        leave(entry);
      }
    }
  }

  /** Nobody finds it any more. */
  private void leave(Entry<T> entry) {
    var unused =
        entry.found.thenAccept(
            found -> {
              if (found instanceof Found.Usable<T> usable) {
                forgotten.accept(usable.access());
              }
            });
  }

  private void forget(Key key, Entry<T> mine) {
    synchronized (entries) {
      entries.remove(key, mine);
    }
  }

  private record Key(AccountSid account, CredentialSid sid) {}

  private record Loaded<T>(long version, Found<T> found) {}

  private static final class Entry<T> {
    private final long version;
    private final CompletableFuture<Found<T>> found;
    private Instant usedAt;

    Entry(long version, Instant usedAt, CompletableFuture<Found<T>> found) {
      this.version = version;
      this.usedAt = usedAt;
      this.found = found;
    }

    boolean isIdle(Instant now) {
      return !now.isBefore(usedAt.plus(KEPT_UNUSED));
    }
  }
}
