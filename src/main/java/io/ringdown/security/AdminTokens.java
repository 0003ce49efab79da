package io.ringdown.security;

import io.ringdown.account.AdminTokenStore;
import io.ringdown.account.AdminTokenStore.AdminToken;
import io.ringdown.account.Secret;
import io.ringdown.config.AdminSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The admin tokens: the one of the configuration or, when it gives none, the one made at the first
 * start. Only hashes are kept. Thread-safe.
 */
public final class AdminTokens {
  /** How a token of our making begins, so that people and secret scanners know one. */
  static final String PREFIX = "rda_";

  private static final int TOKEN_BYTES = 32;

  private final byte @Nullable [] configuredHash;
  private final AdminTokenStore store;
  private final SecureRandom random;
  private final InstantSource clock;

  public AdminTokens(
      AdminSettings settings, AdminTokenStore store, SecureRandom random, InstantSource clock) {
    String configured = settings.token();
    this.configuredHash = configured == null ? null : hash(configured);
    this.store = store;
    this.random = random;
    this.clock = clock;
  }

  /** The administrator whose token it is. */
  public Optional<Caller.Admin> verify(String token) {
    byte[] hash = hash(token);
    if (configuredHash != null) {
      return MessageDigest.isEqual(configuredHash, hash)
          ? Optional.of(new Caller.Admin("configured"))
          : Optional.empty();
    }
    return token.startsWith(PREFIX)
        ? store.find(HexFormat.of().formatHex(hash)).map(found -> new Caller.Admin(found.name()))
        : Optional.empty();
  }

  /**
   * Makes the first token when there is none, neither configured nor stored.
   *
   * @return the token, to be shown once: nobody can find it out later; nothing when none was needed
   */
  public Optional<Secret> firstStart() {
    if (configuredHash != null) {
      return Optional.empty();
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hash = HexFormat.of().formatHex(hash(token));
    return store.addFirst(new AdminToken("first", hash, clock.instant()))
        ? Optional.of(new Secret(token))
        : Optional.empty();
  }

  private static byte[] hash(String token) {
    return Hashes.sha256(token.getBytes(StandardCharsets.UTF_8));
  }
}
