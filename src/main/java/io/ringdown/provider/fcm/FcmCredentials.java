package io.ringdown.provider.fcm;

import io.ringdown.account.CredentialRef;
import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
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
import java.util.function.Function;

/**
 * The service accounts in use, the newest version of each that anybody has named. The store is
 * asked on the executor, once for all who wait for the same version, and again after a while, so
 * that keys of deleted credentials leave the memory. Thread-safe; its stages never fail.
 */
final class FcmCredentials {
  /** What a delivery comes to whose credential is gone. */
  static final Refused MISSING =
      new Refused("credential_missing", "the binding's credential does not exist");

  private static final Logger LOG = System.getLogger(FcmCredentials.class.getName());
  private static final Duration KEPT = Duration.ofHours(1);

  private final CredentialStore store;
  private final Executor executor;
  private final InstantSource clock;
  private final Function<ServiceAccount, FcmAccess> access;
  private final Map<Key, Entry> entries = new HashMap<>();

  FcmCredentials(
      CredentialStore store,
      Executor executor,
      InstantSource clock,
      Function<ServiceAccount, FcmAccess> access) {
    this.store = store;
    this.executor = executor;
    this.clock = clock;
    this.access = access;
  }

  /** What a credential gives: access, or what its lack means for a delivery. */
  sealed interface Found {
    /** It can be used. */
    record Usable(FcmAccess access) implements Found {}

    /** It cannot. */
    record Unusable(DeliveryOutcome outcome) implements Found {}
  }

  /** The credential in the version named or a newer one. */
  CompletionStage<Found> find(AccountSid account, CredentialRef ref) {
    Key key = new Key(account, ref.sid());
    Entry mine;
    synchronized (entries) {
      Instant now = clock.instant();
      Entry known = entries.get(key);
      if (known != null && known.version >= ref.version() && now.isBefore(known.loadAgainAt)) {
        return known.found;
      }
      entries.values().removeIf(entry -> !now.isBefore(entry.loadAgainAt));
      mine = new Entry(ref.version(), now.plus(KEPT), new CompletableFuture<>());
      entries.put(key, mine);
    }
    try {
      executor.execute(() -> load(key, mine));
    } catch (RuntimeException rejected) {
      forget(key, mine);
      mine.found.complete(
          new Found.Unusable(new Deferred(Optional.empty(), "overloaded", "no thread was free")));
    }
    return mine.found;
  }

  private void load(Key key, Entry mine) {
    Loaded loaded = read(key);
    if (loaded.found instanceof Found.Usable) {
      rise(key, mine, loaded.version);
    } else {
      forget(key, mine);
    }
    mine.found.complete(loaded.found);
  }

  private Loaded read(Key key) {
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
    Optional<ServiceAccount> account =
        credential
            .filter(c -> c.type().equals(FcmCredentialFormat.TYPE))
            .flatMap(c -> ServiceAccount.of(c.content()));
    if (account.isEmpty()) {
      LOG.log(Level.ERROR, "RD-4004 credential {0} is no usable FCM credential", key.sid);
      return unusable(
          new Refused("credential_unusable", "the credential is no usable FCM credential"));
    }
    return new Loaded(credential.get().version(), new Found.Usable(access.apply(account.get())));
  }

  private static Loaded unusable(DeliveryOutcome outcome) {
    return new Loaded(0, new Found.Unusable(outcome));
  }

  /** Notes that the store had another version than the one asked for. */
  private void rise(Key key, Entry mine, long version) {
    synchronized (entries) {
      entries.replace(key, mine, new Entry(version, mine.loadAgainAt, mine.found));
    }
  }

  private void forget(Key key, Entry mine) {
    synchronized (entries) {
      entries.remove(key, mine);
    }
  }

  private record Key(AccountSid account, CredentialSid sid) {}

  private record Loaded(long version, Found found) {}

  private static final class Entry {
    private final long version;
    private final Instant loadAgainAt;
    private final CompletableFuture<Found> found;

    Entry(long version, Instant loadAgainAt, CompletableFuture<Found> found) {
      this.version = version;
      this.loadAgainAt = loadAgainAt;
      this.found = found;
    }
  }
}
