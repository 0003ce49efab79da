package io.ringdown.provider;

import io.ringdown.account.CredentialSid;
import io.ringdown.account.CredentialStore;
import io.ringdown.account.CredentialType;
import io.ringdown.account.PushCredential;
import io.ringdown.account.audit.Change;
import io.ringdown.call.AccountSid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Credentials in memory, kept as they are given. Thread-safe. */
public final class FakeCredentialStore implements CredentialStore {
  private final Map<CredentialSid, PushCredential> credentials = new ConcurrentHashMap<>();
  private final AtomicInteger finds = new AtomicInteger();
  private volatile boolean down;

  /** How often a credential was looked for. */
  public int finds() {
    return finds.get();
  }

  /** Whether every look-up fails. */
  public void down(boolean now) {
    down = now;
  }

  /** Has the credential from now on. */
  public void keep(PushCredential credential) {
    credentials.put(credential.sid(), credential);
  }

  /** Has it no more. */
  public void forget(CredentialSid sid) {
    credentials.remove(sid);
  }

  @Override
  public Optional<PushCredential> find(AccountSid account, CredentialSid sid) {
    finds.incrementAndGet();
    if (down) {
      throw new IllegalStateException("the database is down");
    }
    return Optional.ofNullable(credentials.get(sid)).filter(c -> c.account().equals(account));
  }

  @Override
  public List<PushCredential> list(AccountSid account, Optional<CredentialSid> after, int limit) {
    return List.copyOf(credentials.values());
  }

  @Override
  public List<PushCredential> ofType(AccountSid account, CredentialType type) {
    return credentials.values().stream().filter(c -> c.type().equals(type)).toList();
  }

  @Override
  public void create(PushCredential credential, Change change) {
    keep(credential);
  }

  @Override
  public Optional<PushCredential> replace(
      PushCredential before, PushCredential after, Change change) {
    return credentials.replace(before.sid(), before, after) ? Optional.of(after) : Optional.empty();
  }

  @Override
  public boolean delete(AccountSid account, CredentialSid sid, Change change) {
    return credentials.remove(sid) != null;
  }
}
