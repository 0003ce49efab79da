package io.ringdown.security;

import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.audit.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Admin tokens in memory, how often somebody looked for one, and how often a use was noted. */
final class FakeAdminTokenStore implements AdminTokenStore {
  final List<AdminToken> tokens = new ArrayList<>();
  int reads;
  int notes;
  boolean writable = true;

  @Override
  public Optional<AdminToken> find(String hash) {
    reads++;
    return tokens.stream().filter(token -> token.hash().equals(hash)).findFirst();
  }

  @Override
  public Optional<AdminToken> find(AdminTokenSid sid) {
    return tokens.stream().filter(token -> token.sid().equals(sid)).findFirst();
  }

  @Override
  public List<AdminToken> list(Optional<AdminTokenSid> after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean addFirst(AdminToken token) {
    return tokens.stream().noneMatch(FakeAdminTokenStore::isWayIn) && tokens.add(token);
  }

  @Override
  public void add(AdminToken token, Change change) {
    tokens.add(token);
  }

  @Override
  public Revocation revoke(AdminTokenSid sid, boolean lastToo, Change change) {
    var waysIn = tokens.stream().filter(FakeAdminTokenStore::isWayIn).toList();
    if (!lastToo && waysIn.size() == 1 && waysIn.get(0).sid().equals(sid)) {
      return Revocation.LAST;
    }
    return tokens.removeIf(token -> token.sid().equals(sid))
        ? Revocation.REVOKED
        : Revocation.UNKNOWN;
  }

  @Override
  public void used(AdminTokenSid sid, Instant at) {
    if (!writable) {
      throw new IllegalStateException("read only");
    }
    notes++;
    tokens.replaceAll(
        token ->
            token.sid().equals(sid)
                ? new AdminToken(
                    sid,
                    token.name(),
                    token.hash(),
                    token.scope(),
                    token.first(),
                    token.created(),
                    token.expires(),
                    at)
                : token);
  }

  private static boolean isWayIn(AdminToken token) {
    return token.scope().equals(AdminScope.ALL) && token.expires() == null;
  }
}
