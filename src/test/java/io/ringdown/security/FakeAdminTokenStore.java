package io.ringdown.security;

import io.ringdown.account.AdminTokenStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Admin tokens in memory, and how often somebody looked for one. */
final class FakeAdminTokenStore implements AdminTokenStore {
  final List<AdminToken> tokens = new ArrayList<>();
  int reads;

  @Override
  public Optional<AdminToken> find(String hash) {
    reads++;
    return tokens.stream().filter(token -> token.hash().equals(hash)).findFirst();
  }

  @Override
  public boolean addFirst(AdminToken token) {
    return tokens.isEmpty() && tokens.add(token);
  }
}
