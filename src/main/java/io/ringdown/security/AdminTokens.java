package io.ringdown.security;

import io.ringdown.account.Secret;
import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.access.AdminTokenStore.Revocation;
import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.Change;
import io.ringdown.config.AdminSettings;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The admin tokens: the one of the configuration, those made by admins, and, when the configuration
 * gives none, the one made at the first start. Only hashes are kept, and each request looks anew,
 * so that a revocation holds at once on every node. Thread-safe.
 */
public final class AdminTokens {
  /** How a token of our making begins, so that people and secret scanners know one. */
  static final String PREFIX = "rda_";

  private static final System.Logger LOG = System.getLogger(AdminTokens.class.getName());
  private static final int TOKEN_BYTES = 32;
  private static final Duration USE_NOTED_EVERY = Duration.ofHours(1);

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
    if (configuredHash != null && MessageDigest.isEqual(configuredHash, hash)) {
      return Optional.of(new Caller.Admin(Actor.CONFIGURED_TOKEN, AdminScope.ALL));
    }
    if (!token.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<AdminToken> found =
        store.find(HexFormat.of().formatHex(hash)).filter(kept -> state(kept) == State.ACTIVE);
    found.ifPresent(kept -> noteUse(kept, now));
    return found.map(kept -> new Caller.Admin(kept.actor(), kept.scope()));
  }

  /**
   * Makes the first token when there is no other way in, neither configured nor stored.
   *
   * @return the token, to be shown once: nobody can find it out later; nothing when none was needed
   */
  public Optional<Secret> firstStart() {
    if (configuredHash != null) {
      return Optional.empty();
    }
    Made made = made("first", AdminScope.ALL, null, true);
    return store.addFirst(made.kept()) ? Optional.of(made.token()) : Optional.empty();
  }

  /**
   * Makes a token.
   *
   * @param expires null for never
   */
  public Made make(String name, AdminScope scope, @Nullable Instant expires, Actor by) {
    Made made = made(name, scope, expires, false);
    store.add(made.kept(), new Change(by, made.kept().created()));
    return made;
  }

  /** At most {@code limit} tokens, newest first. */
  public List<AdminToken> list(Optional<AdminTokenSid> after, int limit) {
    return store.list(after, limit);
  }

  /** The token with this SID. */
  public Optional<AdminToken> find(AdminTokenSid sid) {
    return store.find(sid);
  }

  /** Ends a token, on every node and at once; the last way in stays, unless one is configured. */
  public Revocation revoke(AdminTokenSid sid, Actor by) {
    return store.revoke(sid, configuredHash != null, new Change(by, clock.instant()));
  }

  /** What the token is good for at the moment. */
  public State state(AdminToken token) {
    if (token.isExpired(clock.instant())) {
      return State.EXPIRED;
    }
    return token.first() && configuredHash != null ? State.SUPERSEDED : State.ACTIVE;
  }

  /** Coarsely, so that it costs nearly no request a write; and it may fail, as nothing needs it. */
  private void noteUse(AdminToken token, Instant now) {
    Instant used = token.used();
    if (used != null && now.isBefore(used.plus(USE_NOTED_EVERY))) {
      return;
    }
    try {
      store.used(token.sid(), now);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "the use of an admin token was not noted: {0}", e.getClass().getName());
    }
  }

  private Made made(String name, AdminScope scope, @Nullable Instant expires, boolean first) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hash = HexFormat.of().formatHex(hash(token));
    AdminTokenSid sid = AdminTokenSid.generate(random);
    return new Made(
        new AdminToken(sid, name, hash, scope, first, clock.instant(), expires, null),
        new Secret(token));
  }

  private static byte[] hash(String token) {
    return Hashes.sha256(token.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A token that was made.
   *
   * @param token to be shown once
   */
  public record Made(AdminToken kept, Secret token) {}

  /** What a token is good for. */
  public enum State {
    /** It opens what its scope says. */
    ACTIVE,
    /** Its time is over. */
    EXPIRED,
    /** It was made for want of a configured token, and there is one now. */
    SUPERSEDED
  }
}
